package io.efficientnet.classifier.inference;

import java.util.concurrent.atomic.AtomicInteger;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class InputSlotTests {

	private final AtomicInteger freed = new AtomicInteger();

	private final InputSlot slot = new InputSlot(Tensor.allocate(Shape.of(1, 3, 2, 2)), this.freed::incrementAndGet);

	@Test
	void holdsWhatIsWritten() {
		String given = this.slot.fill((image) -> {
			image.data().put(11, 7);
			return image.shape().toString();
		});

		assertThat(given).isEqualTo("[3, 2, 2]");
		assertThat(this.slot.tensor().data().get(11)).isEqualTo(7);
		assertThat(this.freed).hasValue(0);
	}

	@Test
	void isFreeOnceItIsReleased() {
		this.slot.release();
		this.slot.release();

		assertThat(this.freed).hasValue(1);
	}

	@Test
	void isNotFreeBeforeItsWriterHasEnded() {
		this.slot.fill((image) -> {
			this.slot.release();
			assertThat(this.freed).hasValue(0);
			return image;
		});

		assertThat(this.freed).hasValue(1);
	}

	@Test
	void isFreeWhereItsWriterFailsAfterTheRelease() {
		assertThatIllegalStateException().isThrownBy(() -> this.slot.fill((_) -> {
			this.slot.release();
			throw new IllegalStateException("damaged");
		})).withMessage("damaged");

		assertThat(this.freed).hasValue(1);
	}

	@Test
	void isNotWrittenOnceReleased() {
		this.slot.release();

		assertThatIllegalStateException().isThrownBy(() -> this.slot.fill((image) -> image));
		assertThat(this.freed).hasValue(1);
	}

}
