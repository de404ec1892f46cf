package io.efficientnet.classifier.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class ModelInputsTests {

	private static final Deadline FAR = Deadline.after(Duration.ofHours(1));

	private static final int SLOTS = 2 + Runtime.getRuntime().availableProcessors();

	private final ModelInputs inputs = new ModelInputs(4, 1);

	@Test
	void usesMemoryAgain() {
		InputSlot first = this.inputs.slot(FAR);
		Tensor tensor = first.tensor();
		first.release();

		assertThat(tensor.shape()).isEqualTo(Shape.of(1, 3, 4, 4));
		assertThat(this.inputs.slot(FAR).tensor()).isSameAs(tensor);
	}

	@Test
	void lendsABatchOfTheLargestSize() {
		Tensor batch = new ModelInputs(4, 5).takeBatch();

		assertThat(batch.shape()).isEqualTo(Shape.of(5, 3, 4, 4));
	}

	@Test
	void givesUpAtTheDeadlineWhereAllSlotsAreTaken() {
		takeAll();

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> this.inputs.slot(Deadline.after(Duration.ofMillis(5))))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.DEADLINE_EXCEEDED));
	}

	@Test
	void waitsForASlotThatComesFree() {
		List<InputSlot> taken = takeAll();
		CompletableFuture<InputSlot> waiting = CompletableFuture.supplyAsync(() -> this.inputs.slot(FAR));

		taken.getFirst().release();

		assertThat(waiting.join().tensor()).isSameAs(taken.getFirst().tensor());
	}

	@Test
	void letsGoOfACallerThatIsInterrupted() {
		takeAll();
		Thread.currentThread().interrupt();

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.inputs.slot(FAR))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.CLIENT_GONE));
		assertThat(Thread.interrupted()).isTrue();
	}

	private List<InputSlot> takeAll() {
		List<InputSlot> taken = new ArrayList<>();
		for (int i = 0; i < SLOTS; i++) {
			taken.add(this.inputs.slot(FAR));
		}
		return taken;
	}

}
