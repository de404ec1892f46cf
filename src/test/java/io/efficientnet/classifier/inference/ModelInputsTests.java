package io.efficientnet.classifier.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
class ModelInputsTests {

	private static final Deadline FAR = Deadline.after(Duration.ofHours(1));

	/** One that runs, one that waits, and what is decoded. */
	private static final int SLOTS = 2 + Runtime.getRuntime().availableProcessors();

	private final ModelInputs inputs = new ModelInputs(new InputSize(4, 1, 1));

	@Test
	void usesMemoryAgain() {
		InputSlot first = slot();
		Tensor tensor = first.tensor();
		first.release();

		assertThat(tensor.shape()).isEqualTo(Shape.of(1, 3, 4, 4));
		assertThat(slot().tensor()).isSameAs(tensor);
	}

	@Test
	void lendsABatchOfTheLargestSizeAndNoLarger() {
		ModelInputs batches = new ModelInputs(new InputSize(4, 5, 1));

		Tensor batch = batches.takeBatch(3);

		assertThat(batch).isNotNull();
		assertThat(batch.shape()).isEqualTo(Shape.of(5, 3, 4, 4));
		assertThat(batches.takeBatch(6)).isNull();
	}

	@Test
	void aSlotForWhichThereIsNoMemoryCostsNoPlace() {
		ModelInputs huge = new ModelInputs(new InputSize(30_000, 1, 1));

		for (int i = 0; i <= SLOTS; i++) {
			assertThatExceptionOfType(ArithmeticException.class)
				.isThrownBy(() -> huge.slot(Deadline.after(Duration.ofMillis(5))));
		}
	}

	@Test
	void slotsInUseStayGoodAfterTheCloseAndAreFreedWithTheLast() {
		InputSlot filled = slot();
		InputSlot other = slot();
		this.inputs.close();
		other.release();

		filled.fill((target) -> target.data().put(0, 7));
		assertThat(filled.tensor().data().get(0)).isEqualTo(7);
		filled.release();

		assertFreed(filled);
		assertFreed(other);
	}

	@Test
	void aSlotThatIsReleasedWhileItIsFilledAfterTheCloseStaysGood() {
		InputSlot slot = slot();

		slot.fill((target) -> {
			slot.release();
			this.inputs.close();
			return target.data().put(0, 7);
		});

		assertFreed(slot);
	}

	@Test
	void aBatchInUseStaysGoodAfterTheClose() {
		Tensor batch = this.inputs.takeBatch(1);
		assertThat(batch).isNotNull();
		this.inputs.close();

		batch.data().put(0, 7);
		this.inputs.giveBackBatch(batch);

		assertThatIllegalStateException().isThrownBy(() -> batch.data().get(0));
		assertThat(this.inputs.takeBatch(1)).isNull();
	}

	@Test
	void everybodyWhoWaitsGetsNothingWhenItIsClosed() throws Exception {
		takeAll();
		try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Boolean>> refused = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				refused.add(callers.submit(() -> this.inputs.slot(FAR) == null));
			}

			this.inputs.close();

			for (Future<Boolean> each : refused) {
				assertThat(each.get()).isTrue();
			}
		}
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
		CompletableFuture<InputSlot> waiting = CompletableFuture.supplyAsync(this::slot);

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
			taken.add(slot());
		}
		return taken;
	}

	private InputSlot slot() {
		InputSlot slot = this.inputs.slot(FAR);
		assertThat(slot).isNotNull();
		return slot;
	}

	private static void assertFreed(InputSlot slot) {
		assertThatIllegalStateException().isThrownBy(() -> slot.tensor().data().get(0));
	}

}
