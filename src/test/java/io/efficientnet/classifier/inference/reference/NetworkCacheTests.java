package io.efficientnet.classifier.inference.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NetworkCacheTests {

	private final List<String> events = new ArrayList<>();

	private final NetworkCache cache = new NetworkCache(FakeNetwork::new);

	private Runnable duringRun = () -> {
	};

	@Test
	void compilesASizeOnceForAnyNumberOfImages() {
		run(1, 8);
		run(5, 8);

		assertThat(this.events).containsExactly("compile 8", "run 1", "run 5");
	}

	@Test
	void closesTheSizeThatWasNotUsedForLongest() {
		run(1, 8);
		run(1, 9);
		run(1, 8);
		run(1, 10);
		run(1, 8);

		assertThat(this.events).containsSubsequence("compile 8", "compile 9", "compile 10", "close 9")
			.filteredOn((event) -> event.startsWith("c"))
			.hasSize(4);
	}

	@Test
	void aNetworkThatRunsIsClosedAfterItsRun() {
		run(1, 8);
		this.duringRun = () -> {
			this.duringRun = () -> {
			};
			run(2, 9);
			run(3, 10);
			this.events.add("others ran");
		};
		run(4, 8);

		assertThat(this.events).endsWith("others ran", "close 8");
	}

	@Test
	void aRefusedSizeTakesNoPlace() {
		run(1, 8);
		run(1, 9);
		this.events.clear();

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> run(1, 1));
		run(1, 9);
		run(1, 8);

		assertThat(this.events).containsExactly("run 1", "run 1");
	}

	@Test
	void closesWhatIsIdle() {
		run(1, 8);
		run(1, 9);
		this.cache.close();

		assertThat(this.events).endsWith("close 8", "close 9");
	}

	private void run(int images, int side) {
		this.cache.run(Tensor.allocate(Shape.of(images, 1, side, side)), List.of());
	}

	private final class FakeNetwork implements SizedNetwork {

		private final int side;

		FakeNetwork(Shape image) {
			if (image.dimension(2) == 1) {
				throw new ServiceException(FailureKind.INVALID_REQUEST, "Too small");
			}
			this.side = image.dimension(2);
			NetworkCacheTests.this.events.add("compile " + this.side);
		}

		@Override
		public Map<String, Tensor> run(Tensor images, List<String> outputs) {
			NetworkCacheTests.this.events.add("run " + images.shape().dimension(0));
			NetworkCacheTests.this.duringRun.run();
			return Map.of();
		}

		@Override
		public void close() {
			NetworkCacheTests.this.events.add("close " + this.side);
		}

	}

}
