package io.efficientnet.classifier.inference;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.model.VerifiedModel;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class ModelMemoryTests {

	private static final long MEGABYTE = 1 << 20;

	private static final VerifiedModel MODEL = InferenceFixtures.model(EfficientNetVariant.LITE0);

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
		assertThat(ModelMemory.estimate(MODEL, new InputSize(224, 1, 1))).isBetween(2L * MODEL.graph().remaining(),
				10L * MODEL.graph().remaining());
	}

	@Test
	void estimatesTheImagesThatTheExecutorKeeps() {
		InputSize single = InputSize.ofSingleImages(224);
		InputSize batches = new InputSize(224, 256, single.runs());

		assertThat(ModelMemory.estimate(MODEL)).isEqualTo(ModelMemory.estimate(MODEL, single));
		assertThat(ModelMemory.estimate(MODEL, batches) - ModelMemory.estimate(MODEL, single))
			.isEqualTo(batches.bytes() - single.bytes());
	}

	@Test
	void estimatesWhatRunsThatOverlapTake() {
		InputSize one = new InputSize(224, 1, 1);
		InputSize four = new InputSize(224, 1, 4);

		assertThat(ModelMemory.estimate(MODEL, four) - ModelMemory.estimate(MODEL, one))
			.isGreaterThan(3L * 224 * 224 * 500);
	}

	@Test
	void roundsMegabytesUp() {
		assertThat(ModelMemory.megabytes(MEGABYTE + 1)).isEqualTo("2 MB");
	}

}
