package io.efficientnet.classifier.inference.reference.network;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryPlanTests {

	private final MemoryPlan plan = new MemoryPlan();

	@Test
	void reusesTheMemoryOfValuesThatAreDone() {
		Buffer first = buffer(1000, 0, 1);
		Buffer second = buffer(1000, 1, 2);
		Buffer third = buffer(1000, 2, 3);

		assertThat(this.plan.place()).isEqualTo(2 * first.bytes());
		assertThat(third.offset()).isEqualTo(first.offset()).isNotEqualTo(second.offset());
	}

	@Test
	void keepsApartWhatOneStepUses() {
		Buffer first = buffer(64, 3, 3);
		Buffer second = buffer(640, 3, 3);

		assertThat(this.plan.place()).isEqualTo(704);
		assertThat(first.offset()).isGreaterThanOrEqualTo(second.offset() + second.bytes());
	}

	@Test
	void fillsGapsBetweenValuesThatLive() {
		buffer(640, 0, 9);
		Buffer gone = buffer(320, 0, 1);
		buffer(256, 0, 9);
		Buffer late = buffer(192, 5, 6);

		long bytes = this.plan.place();

		assertThat(bytes).isEqualTo(640 + 320 + 256);
		assertThat(late.offset()).isEqualTo(gone.offset());
	}

	@Test
	void alignsToCacheLines() {
		assertThat(MemoryPlan.aligned(1)).isEqualTo(64);
		assertThat(MemoryPlan.aligned(128)).isEqualTo(128);
	}

	private Buffer buffer(long bytes, int firstStep, int lastStep) {
		Buffer buffer = new Buffer(bytes);
		this.plan.use(buffer, firstStep);
		this.plan.use(buffer, lastStep);
		return buffer;
	}

}
