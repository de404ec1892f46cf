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
		Buffer first = buffer(256, 3, 3);
		Buffer second = buffer(2560, 3, 3);

		assertThat(this.plan.place()).isEqualTo(2816);
		assertThat(first.offset()).isGreaterThanOrEqualTo(second.offset() + second.bytes());
	}

	@Test
	void fillsGapsBetweenValuesThatLive() {
		buffer(2560, 0, 9);
		Buffer gone = buffer(1280, 0, 1);
		buffer(1024, 0, 9);
		Buffer late = buffer(768, 5, 6);

		long bytes = this.plan.place();

		assertThat(bytes).isEqualTo(2560 + 1280 + 1024);
		assertThat(late.offset()).isEqualTo(gone.offset());
	}

	@Test
	void alignsToWholeVectors() {
		assertThat(MemoryPlan.aligned(1)).isEqualTo(256);
		assertThat(MemoryPlan.aligned(512)).isEqualTo(512);
	}

	private Buffer buffer(long bytes, int firstStep, int lastStep) {
		Buffer buffer = new Buffer(bytes);
		this.plan.use(buffer, firstStep);
		this.plan.use(buffer, lastStep);
		return buffer;
	}

}
