package io.efficientnet.classifier.inference;

import java.util.DoubleSummaryStatistics;
import java.util.stream.IntStream;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SelfTestTests {

	private static final int CLASSES = 1000;

	private static final float SPREAD = 5;

	private final SelfTest test = new SelfTest(InferenceFixtures.model(EfficientNetVariant.LITE0).descriptor());

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
