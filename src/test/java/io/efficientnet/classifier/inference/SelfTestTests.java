package io.efficientnet.classifier.inference;

import java.util.DoubleSummaryStatistics;
import java.util.stream.IntStream;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.model.GoldenLogits;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class SelfTestTests {

	private static final int CLASSES = 1000;

	private static final float SPREAD = 5;

	private static final VerifiedModel MODEL = InferenceFixtures.model(EfficientNetVariant.LITE0);

	private final SelfTest test = new SelfTest(MODEL);

	@Test
	void theImageIsTheSameEachTimeAndFillsTheRangeOfPixels() {
		float[] image = this.test.image().toArray();

		assertThat(this.test.image().shape()).isEqualTo(Shape.of(1, 3, 224, 224));
		assertThat(this.test.image().toArray()).containsExactly(image);
		DoubleSummaryStatistics pixels = IntStream.range(0, image.length)
			.mapToDouble((i) -> image[i])
			.summaryStatistics();
		assertThat(pixels.getMin()).isBetween(-2.0, -1.99);
		assertThat(pixels.getMax()).isBetween(1.99, 2.0);
	}

	@Test
	void acceptsAsManyFiniteLogitsAsThereAreClasses() {
		assertThat(this.test.refusal(logits())).isNull();
	}

	@Test
	void refusesAnotherNumberOfLogits() {
		assertThat(this.test.refusal(Tensor.allocate(Shape.of(1, 1001))))
			.startsWith("it gives logits [1, 1001], model.json says 1000 classes.");
	}

	@Test
	void refusesLogitsThatAreNotFinite() {
		Tensor logits = logits();
		logits.data().put(999, Float.NaN);

		assertThat(this.test.refusal(logits)).startsWith("it gives logits that are not finite.");
	}

	@Test
	void logitsAgreeUpToTheToleranceInStandardDeviations() {
		double tolerance = ModelDescriptor.Tolerance.DEFAULT.java();

		assertThat(this.test.disagreement(off(0.9 * tolerance), logits(), ExecutorKind.CPU)).isNull();
		assertThat(this.test.disagreement(off(1.1 * tolerance), logits(), ExecutorKind.CPU)).startsWith(
				"its logits differ from those of cpu by 0.00011 of their standard deviation, more than 0.00010.");
	}

	@Test
	void constantLogitsAgreeOnlyWithThemselves() {
		Tensor zeros = Tensor.allocate(Shape.of(1, CLASSES));

		assertThat(this.test.disagreement(zeros, zeros, ExecutorKind.CPU)).isNull();
		assertThat(this.test.disagreement(logits(), zeros, ExecutorKind.CPU)).isNotNull();
	}

	@Test
	void keepsLogitsForLater() {
		GoldenLogits golden = this.test.golden(logits(), "runtime 1");

		assertThat(golden.graph()).isEqualTo(MODEL.descriptor().graph().sha256());
		assertThat(golden.toArray()).containsExactly(logits().toArray());
		assertThat(golden.seed()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	void everyExecutorIsHeldToStoredLogitsByItsOwnTolerance(ExecutorKind executor) {
		SelfTest held = held(new ModelDescriptor.Tolerance(1e-3, 2e-3, 3e-3));
		double tolerance = switch (executor) {
			case CPU -> 1e-3;
			case JAVA -> 2e-3;
			case CUDA -> 3e-3;
		};

		assertThat(held.hasGolden()).isTrue();
		assertThat(held.departure(off(0.9 * tolerance), executor)).isNull();
		assertThat(held.departure(off(1.1 * tolerance), executor))
			.startsWith("its logits differ from those that selftest.json has of runtime 1 by ");
	}

	@Test
	void aToleranceOfZeroStandsForTheUsualOne() {
		SelfTest held = held(new ModelDescriptor.Tolerance(0, 0, 0));

		assertThat(held.departure(off(9e-5), ExecutorKind.CPU)).isNull();
		assertThat(held.departure(off(2e-4), ExecutorKind.CPU)).isNotNull();
	}

	@Test
	void nothingDepartsWhereNothingIsStored() {
		assertThat(this.test.hasGolden()).isFalse();
		assertThat(this.test.departure(off(1), ExecutorKind.CPU)).isNull();
	}

	private SelfTest held(ModelDescriptor.Tolerance tolerance) {
		ModelDescriptor known = MODEL.descriptor();
		ModelDescriptor descriptor = new ModelDescriptor(known.id(), known.variant(), true, known.graph(),
				known.weights(), known.classes(), null, known.preprocessing(), tolerance, null);
		return new SelfTest(
				new VerifiedModel(descriptor, MODEL.graph(), MODEL.labels(), this.test.golden(logits(), "runtime 1")));
	}

	private static Tensor logits() {
		Tensor logits = Tensor.allocate(Shape.of(1, CLASSES));
		for (int i = 0; i < CLASSES; i++) {
			logits.data().put(i, (i % 2 == 0) ? SPREAD : -SPREAD);
		}
		return logits;
	}

	private static Tensor off(double deviations) {
		Tensor logits = logits();
		logits.data().put(500, (float) (logits.data().get(500) + deviations * SPREAD));
		return logits;
	}

}
