package io.efficientnet.classifier.inference;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InputSizeTests {

	private static final int CORES = Runtime.getRuntime().availableProcessors();

	@Test
	void anExecutorThatTakesOneImageARunKeepsOneForEachCoreOneThatWaitsAndThoseBeingDecoded() {
		InputSize size = of(new FakeBackend(ExecutorKind.CPU, FakeBackend::zeros), 16);

		assertThat(size).isEqualTo(InputSize.ofSingleImages(600));
		assertThat(size.slots()).isEqualTo(CORES + 1 + CORES);
		assertThat(size.bytes()).isEqualTo(size.slots() * 3L * 600 * 600 * Float.BYTES);
	}

	@Test
	void aDeviceKeepsABatchThatRunsAndOneThatWaits() {
		InputSize size = of(new Device(List.of(1, 2, 4, 8)), 16);

		assertThat(size.batch()).isEqualTo(8);
		assertThat(size.slots()).isEqualTo(8 + 8 + CORES);
		assertThat(size.bytes()).isEqualTo((size.slots() + 8) * 3L * 600 * 600 * Float.BYTES);
	}

	@Test
	void noBatchIsLargerThanAnybodySends() {
		assertThat(of(new Device(List.of(1, 2, 4, 8)), 3).batch()).isEqualTo(3);
	}

	private static InputSize of(FakeBackend backend, int largestBatch) {
		return InputSize.of(600, new BackendLease(backend), largestBatch);
	}

	private static final class Device extends FakeBackend {

		private final List<Integer> batchSizes;

		Device(List<Integer> batchSizes) {
			super(ExecutorKind.CUDA, FakeBackend::zeros, 1);
			this.batchSizes = batchSizes;
		}

		@Override
		public List<Integer> batchSizes() {
			return this.batchSizes;
		}

	}

}
