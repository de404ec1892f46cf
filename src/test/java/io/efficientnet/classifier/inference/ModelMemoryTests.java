package io.efficientnet.classifier.inference;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class ModelMemoryTests {

	private static final long MEGABYTE = 1 << 20;

	@Test
	void holdsWhatIsTakenUntilItIsReleased() {
		ModelMemory memory = new ModelMemory(100);
		memory.take(60);

		assertThat(memory.fits(40)).isTrue();
		assertThat(memory.fits(41)).isFalse();
		memory.release(60);
		assertThat(memory.fits(100)).isTrue();
		assertThat(memory.held()).isZero();
	}

	@Test
	void isAsLargeAsConfigured() {
		assertThat(ModelMemory.of(DataSize.ofMegabytes(7)).budget()).isEqualTo(7 * MEGABYTE);
	}

	@Test
	void isHalfOfWhatTheHeapLeavesOtherwise() {
		assertThat(ModelMemory.share(1000, 400)).isEqualTo(300);
		assertThat(ModelMemory.share(400, 1000)).isZero();
		assertThat(ModelMemory.of(DataSize.ofBytes(0)).budget()).isBetween(0L, Runtime.getRuntime().maxMemory() * 1024);
	}

	@Test
	void estimatesMoreThanTheFile() {
		long file = InferenceFixtures.model(EfficientNetVariant.LITE0).graph().remaining();

		assertThat(ModelMemory.estimate(InferenceFixtures.model(EfficientNetVariant.LITE0))).isBetween(2 * file,
				6 * file);
	}

	@Test
	void roundsMegabytesUp() {
		assertThat(ModelMemory.megabytes(MEGABYTE + 1)).isEqualTo("2 MB");
	}

}
