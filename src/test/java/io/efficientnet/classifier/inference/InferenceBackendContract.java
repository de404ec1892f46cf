package io.efficientnet.classifier.inference;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What every backend must do, whatever computes. */
public interface InferenceBackendContract {

	/** Float32 sums in another order; logits of the fixture spread over about 1. */
	double SAME_NETWORK_TOLERANCE = 1e-4;

	BackendFactory factory();

	default InferenceBackend open() {
		VerifiedModel model = InferenceFixtures.model(EfficientNetVariant.B0);
		BackendFactory.Offer offer = factory().open(model);
		assertThat(offer).isInstanceOf(BackendFactory.Available.class);
		return ((BackendFactory.Available) offer).backend();
	}

	@Test
	default void givesLogitsOnlyUnlessMoreIsWanted() {
		try (InferenceBackend backend = open()) {
			Outputs outputs = backend.infer(InferenceFixtures.input(1, 3, 224, 224), Set.of());

			assertThat(outputs.logits().shape()).isEqualTo(Shape.of(1, 1000));
			assertThat(outputs.embedding()).isNull();
			assertThat(outputs.features()).isNull();
		}
	}

	@Test
	default void embeddingIsTheMeanOfTheFeatures() {
		try (InferenceBackend backend = open()) {
			Outputs outputs = backend.infer(InferenceFixtures.input(1, 3, 224, 224), EnumSet.allOf(Output.class));

			Tensor features = outputs.features();
			Tensor embedding = outputs.embedding();
			assertThat(features).isNotNull();
			assertThat(embedding).isNotNull();
			assertThat(features.shape()).isEqualTo(Shape.of(1, 1280, 7, 7));
			assertThat(embedding.shape()).isEqualTo(Shape.of(1, 1280));
			for (int channel = 0; channel < 1280; channel++) {
				double sum = 0;
				for (int position = 0; position < 49; position++) {
					sum += features.data().get(channel * 49 + position);
				}
				assertThat((double) embedding.data().get(channel)).isCloseTo(sum / 49, within(SAME_NETWORK_TOLERANCE));
			}
		}
	}

	@Test
	default void imagesOfABatchDoNotTouchEachOther() {
		try (InferenceBackend backend = open()) {
			Tensor batch = InferenceFixtures.input(3, 3, 224, 224);

			Tensor together = backend.infer(batch, Set.of()).logits();

			assertThat(together.shape()).isEqualTo(Shape.of(3, 1000));
			for (int i = 0; i < 3; i++) {
				Tensor alone = new Tensor(Shape.of(1, 3, 224, 224), batch.slice(i).data());
				assertThat(together.slice(i).toArray()).containsExactly(
						backend.infer(alone, Set.of()).logits().toArray(), within((float) SAME_NETWORK_TOLERANCE));
			}
		}
	}

	@Test
	default void laterRunsLeaveEarlierResultsAlone() {
		try (InferenceBackend backend = open()) {
			Tensor first = backend.infer(InferenceFixtures.input(1, 3, 224, 224), Set.of()).logits();
			float[] before = first.toArray();

			Tensor second = backend.infer(InferenceFixtures.input(1, 3, 192, 256), Set.of()).logits();

			assertThat(first.toArray()).containsExactly(before);
			assertThat(second.toArray()).isNotEqualTo(before);
		}
	}

	@Test
	default void readsHeapMemoryAsItReadsNativeMemory() {
		try (InferenceBackend backend = open()) {
			Tensor direct = InferenceFixtures.input(1, 3, 224, 224);
			Tensor heap = Tensor.of(direct.shape(), direct.toArray());

			assertThat(backend.infer(heap, Set.of()).logits().toArray())
				.containsExactly(backend.infer(direct, Set.of()).logits().toArray());
		}
	}

	@Test
	default void runsFromSeveralThreadsAtOnce() throws Exception {
		try (InferenceBackend backend = open(); ExecutorService threads = Executors.newFixedThreadPool(4)) {
			Tensor image = InferenceFixtures.input(1, 3, 224, 224);
			float[] expected = backend.infer(image, Set.of()).logits().toArray();
			Callable<float[]> run = () -> backend.infer(image, Set.of()).logits().toArray();

			List<Future<float[]>> results = threads.invokeAll(IntStream.range(0, 12).mapToObj((_) -> run).toList());

			for (Future<float[]> result : results) {
				assertThat(result.get()).containsExactly(expected, within((float) SAME_NETWORK_TOLERANCE));
			}
		}
	}

	@Test
	default void namesItsRuntime() {
		try (InferenceBackend backend = open()) {
			assertThat(backend.executor()).isEqualTo(factory().executor());
			assertThat(backend.runtime()).matches("[a-z]+ \\d+(\\.\\d+)*");
		}
	}

}
