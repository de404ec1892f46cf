package io.efficientnet.classifier.inference;

import java.util.Set;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BatchHalvingTests {

	private int mostImages = Integer.MAX_VALUE;

	private final FakeBackend backend = new FakeBackend(ExecutorKind.CUDA, this::firstValues);

	private final BatchHalving runs = new BatchHalving(new BackendLease(this.backend));

	@Test
	void runsABatchThatFitsAtOnce() {
		this.runs.infer(InferenceFixtures.input(5, 3, 2, 2), Set.of());

		assertThat(this.backend.batches).containsExactly(5);
	}

	@Test
	void splitsABatchUntilItsPartsFitAndKeepsTheOrder() {
		Tensor images = InferenceFixtures.input(7, 3, 2, 2);
		float[] whole = this.runs.infer(images, Set.of()).outputs().logits().toArray();
		this.mostImages = 2;

		Tensor logits = this.runs.infer(images, Set.of()).outputs().logits();

		assertThat(logits.shape()).isEqualTo(Shape.of(7, 1));
		assertThat(logits.toArray()).containsExactly(whole);
		assertThat(this.backend.batches).containsExactly(7, 7, 4, 2, 2, 2, 1);
	}

	@Test
	void doesNotTryASizeAgainThatDidNotFit() {
		this.mostImages = 2;
		this.runs.infer(InferenceFixtures.input(4, 3, 2, 2), Set.of());
		this.backend.batches.clear();

		this.runs.infer(InferenceFixtures.input(8, 3, 2, 2), Set.of());

		assertThat(this.backend.batches).containsExactly(2, 2, 2, 2);
	}

	@Test
	void joinsWhatWasWantedBesideTheLogits() {
		InferenceBackend whole = new WithEmbedding(this.backend);
		this.mostImages = 1;

		Outputs outputs = new BatchHalving(new BackendLease(whole))
			.infer(InferenceFixtures.input(2, 3, 2, 2), Set.of(Output.EMBEDDING))
			.outputs();

		assertThat(outputs.embedding()).isNotNull()
			.satisfies((embedding) -> assertThat(embedding.shape()).isEqualTo(Shape.of(2, 1)));
		assertThat(outputs.features()).isNull();
	}

	@Test
	void aSingleImageIsNotSplit() {
		this.mostImages = 0;

		assertThatExceptionOfType(ExecutorFault.class)
			.isThrownBy(() -> this.runs.infer(InferenceFixtures.input(1, 3, 2, 2), Set.of()))
			.satisfies((fault) -> assertThat(fault.faultKind()).isEqualTo(FaultKind.OUT_OF_MEMORY));
		assertThat(this.backend.batches).containsExactly(1);
	}

	@Test
	void otherFaultsAreNotAnsweredByFewerImages() {
		FakeBackend broken = new FakeBackend(ExecutorKind.CUDA, FakeBackend::fail);

		assertThatExceptionOfType(ExecutorFault.class).isThrownBy(
				() -> new BatchHalving(new BackendLease(broken)).infer(InferenceFixtures.input(4, 3, 2, 2), Set.of()));
		assertThat(broken.batches).containsExactly(4);
	}

	private Tensor firstValues(Tensor images) {
		int count = images.shape().dimension(0);
		if (count > this.mostImages) {
			throw new OutOfMemoryError("Direct buffer memory");
		}
		Tensor values = Tensor.allocate(Shape.of(count, 1));
		for (int i = 0; i < count; i++) {
			values.data().put(i, images.slice(i).data().get(0));
		}
		return values;
	}

	private record WithEmbedding(FakeBackend backend) implements InferenceBackend {

		@Override
		public ExecutorKind executor() {
			return this.backend.executor();
		}

		@Override
		public String runtime() {
			return this.backend.runtime();
		}

		@Override
		public Outputs infer(Tensor images, Set<Output> wanted) {
			Tensor logits = this.backend.infer(images, wanted).logits();
			return new Outputs(logits, logits, null);
		}

		@Override
		public void close() {
			this.backend.close();
		}

	}

}
