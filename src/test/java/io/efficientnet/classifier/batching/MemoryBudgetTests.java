package io.efficientnet.classifier.image;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class MemoryBudgetTests {

	private final MemoryBudget memory = new MemoryBudget(10 * 1024);

	@Test
	void grantsAllThereIs() {
		try (MemoryBudget.Grant _ = this.memory.reserve(10 * 1024)) {
			assertThat(this.memory.freeBytes()).isZero();
		}

		assertThat(this.memory.freeBytes()).isEqualTo(10 * 1024);
	}

	@Test
	void refusesWhatItCouldNeverGrant() {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.memory.reserve(10 * 1024 + 1))
			.withMessage("The image takes 11 kB of memory to decode, which is over the limit of 10 kB")
			.extracting(ServiceException::kind)
			.isEqualTo(FailureKind.IMAGE_TOO_LARGE);
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.memory.reserve(Long.MAX_VALUE));
	}

	@Test
	void letsNoSmallRequestOvertakeALargeOne() throws InterruptedException {
		List<String> order = new CopyOnWriteArrayList<>();
		Thread large = Thread.ofPlatform().unstarted(() -> hold(10 * 1024, "large", order));
		Thread small = Thread.ofPlatform().unstarted(() -> hold(1024, "small", order));

		try (MemoryBudget.Grant _ = this.memory.reserve(5 * 1024)) {
			large.start();
			await().until(() -> large.getState() == Thread.State.WAITING);
			small.start();
			await().until(() -> small.getState() == Thread.State.WAITING);
			assertThat(order).isEmpty();
		}
		large.join();
		small.join();

		assertThat(order).containsExactly("large", "small");
	}

	@Test
	void takesAQuarterOfTheHeap() {
		assertThat(MemoryBudget.ofHeap().freeBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 4 / 1024 * 1024);
	}

	private void hold(long bytes, String name, List<String> order) {
		try (MemoryBudget.Grant _ = this.memory.reserve(bytes)) {
			order.add(name);
		}
	}

}
