package io.efficientnet.classifier.batching;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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
		assertThat(this.memory.capacityBytes()).isEqualTo(10 * 1024);
		assertThatIllegalArgumentException().isThrownBy(() -> this.memory.reserve(10 * 1024 + 1));
		assertThatIllegalArgumentException().isThrownBy(() -> this.memory.reserve(Long.MAX_VALUE));
	}

	@Test
	void letsAGrantGrowWhileThereAreBytes() {
		try (MemoryBudget.Grant first = this.memory.begin(); MemoryBudget.Grant second = this.memory.begin()) {
			assertThat(first.tryGrow(6 * 1024)).isTrue();
			assertThat(second.tryGrow(5 * 1024)).isFalse();
			assertThat(second.tryGrow(4 * 1024)).isTrue();
			assertThat(first.tryGrow(1)).isTrue();
			assertThat(first.tryGrow(Long.MAX_VALUE)).isFalse();
			assertThat(this.memory.freeBytes()).isZero();
		}

		assertThat(this.memory.freeBytes()).isEqualTo(10 * 1024);
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
