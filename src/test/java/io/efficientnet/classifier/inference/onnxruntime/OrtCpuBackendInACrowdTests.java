package io.efficientnet.classifier.inference.onnxruntime;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.InferenceBackendContract;
import io.efficientnet.classifier.inference.InferenceFixtures;
import io.efficientnet.classifier.inference.Outputs;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

class OrtCpuBackendInACrowdTests implements InferenceBackendContract {

	/** Share of the logits' standard deviation; threads split sums no differently. */
	private static final double TOLERANCE = 1e-5;

	private final InferenceBackend alone = mock();

	private final InferenceBackend single = mock();

	private final AtomicBoolean crowded = new AtomicBoolean();

	private final OrtCpuBackend backend = new OrtCpuBackend(this.alone, this.single, this.crowded::get);

	@Override
	public BackendFactory factory() {
		return new OrtCpuBackendFactory(2, () -> true);
	}

	@Test
	void splitsARunAmongThreadsOnlyWhereItIsAlone() {
		Tensor images = Tensor.allocate(Shape.of(1));
		Outputs split = new Outputs(images, null, null);
		Outputs unsplit = new Outputs(images, images, null);
		given(this.alone.infer(any(), any())).willReturn(split);
		given(this.single.infer(any(), any())).willReturn(unsplit);

		assertThat(this.backend.infer(images, Set.of())).isSameAs(split);
		this.crowded.set(true);
		assertThat(this.backend.infer(images, Set.of())).isSameAs(unsplit);
	}

	@Test
	void hasBothSessionsTested() {
		assertThat(this.backend.parts()).containsExactly(this.alone, this.single);
	}

	@Test
	void closesBothSessionsEvenIfOneCannotBe() {
		willThrow(new IllegalStateException("busy")).given(this.alone).close();

		assertThatIllegalStateException().isThrownBy(this.backend::close);

		then(this.single).should().close();
	}

	@Test
	void needsNoSecondSessionWhereARunHasOneThread() {
		try (InferenceBackend one = available(new OrtCpuBackendFactory(1, () -> true))) {
			assertThat(one).isInstanceOf(OrtBackend.class);
		}
	}

	@Test
	void givesTheSameLogitsAloneAndInACrowd() {
		Tensor image = InferenceFixtures.input(1, 3, 224, 224);
		try (InferenceBackend both = available(new OrtCpuBackendFactory(2, this.crowded::get))) {
			float[] split = both.infer(image, Set.of()).logits().toArray();
			this.crowded.set(true);
			float[] unsplit = both.infer(image, Set.of()).logits().toArray();

			float bound = (float) (TOLERANCE * InferenceFixtures.standardDeviation(split));
			assertThat(unsplit).containsExactly(split, within(bound));
		}
	}

	private static InferenceBackend available(BackendFactory factory) {
		BackendFactory.Offer offer = factory.open(InferenceFixtures.model(EfficientNetVariant.LITE0));
		assertThat(offer).isInstanceOf(BackendFactory.Available.class);
		return ((BackendFactory.Available) offer).backend();
	}

}
