package io.efficientnet.classifier.batching;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class BatcherTests {

	private static final Deadline FAR = Deadline.after(Duration.ofHours(1));

	/** Passes while the caller waits. */
	private static final Duration SOON = Duration.ofMillis(20);

	private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();

	private final List<Integer> disposed = new CopyOnWriteArrayList<>();

	private final CountDownLatch begun = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

	private final Batcher<String, Integer, Integer> batcher = batcher(Duration.ZERO);

	@AfterEach
	void letGo() {
		this.release.countDown();
		this.batcher.close();
		this.callers.close();
	}

	@Test
	void givesEachCallerItsOwnOutcome() {
		assertThat(this.batcher.call("a", 7, FAR)).isEqualTo(70);
		disposes(7);
	}

	@Test
	void growsABatchWhileTheThreadsAreBusy() {
		occupy();
		List<CompletableFuture<Integer>> queued = List.of(queue("a", 1), queue("a", 2), queue("a", 3), queue("a", 4));

		this.release.countDown();

		assertThat(queued).extracting(CompletableFuture::join).containsExactly(10, 20, 30, 40);
		assertThat(this.batches).containsExactly(List.of(0), List.of(1, 2, 3), List.of(4));
	}

	@Test
	void aCallerWhoseDeadlinePassesGoesThoughNoThreadIsFree() {
		occupy();

		refused(1, Deadline.after(SOON), FailureKind.DEADLINE_EXCEEDED);

		assertThat(this.batcher.queued()).isZero();
		assertThat(this.disposed).containsExactly(1);
	}

	@Test
	void aCallerThatIsInterruptedLeavesTheQueueAtOnce() {
		occupy();
		Thread.currentThread().interrupt();

		refused(1, FAR, FailureKind.CLIENT_GONE);

		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.batcher.queued()).isZero();
		assertThat(this.disposed).containsExactly(1);
	}

	@Test
	void keepsAnItemUnderWayUntilItsRunHasEnded() {
		CompletableFuture<Integer> left = CompletableFuture
			.supplyAsync(() -> this.batcher.call("a", 0, Deadline.after(SOON)), this.callers);

		assertThat(left).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ServiceException.class, kind(FailureKind.DEADLINE_EXCEEDED));
		assertThat(this.disposed).isEmpty();
		this.release.countDown();
		disposes(0);
	}

	@Test
	void doesNotRunWhatExpiredInTheQueue() {
		AtomicLong clock = new AtomicLong();
		occupy();
		CompletableFuture<Integer> expired = queue("a", 1, Deadline.after(Duration.ofHours(1), clock::get));
		CompletableFuture<Integer> sound = queue("a", 2);

		clock.set(Duration.ofHours(2).toNanos());
		this.release.countDown();

		assertThat(sound.join()).isEqualTo(20);
		assertThat(expired).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ServiceException.class, kind(FailureKind.DEADLINE_EXCEEDED));
		assertThat(this.batches).containsExactly(List.of(0), List.of(2));
		disposes(0, 1, 2);
	}

	@Test
	void runsNothingWhereAllHaveExpired() {
		refused(1, Deadline.after(Duration.ZERO), FailureKind.DEADLINE_EXCEEDED);

		assertThat(this.batcher.call("a", 2, FAR)).isEqualTo(20);
		assertThat(this.batches).containsExactly(List.of(2));
	}

	@Test
	void failsTheItemsOfARunThatFailsAndGoesOn() {
		refused(-1, FAR, FailureKind.INTERNAL);
		refused(-2, FAR, FailureKind.UNDECODABLE_IMAGE);
		refused(-3, FAR, FailureKind.INTERNAL);
		refused(-4, FAR, FailureKind.INTERNAL);

		assertThat(this.batcher.call("a", 5, FAR)).isEqualTo(50);
		disposes(-1, -2, -3, -4, 5);
	}

	@Test
	void anItemWaitsForCompanyWhereADelayAllowsIt() {
		try (Batcher<String, Integer, Integer> patient = batcher(Duration.ofSeconds(10))) {
			List<CompletableFuture<Integer>> calls = List.of(call(patient, 1), call(patient, 2), call(patient, 3));

			assertThat(calls).extracting(CompletableFuture::join).containsExactly(10, 20, 30);
			assertThat(this.batches).extracting(List::size).containsExactly(3);
		}
	}

	@Test
	void finishesWhatIsQueuedWhenItClosesWithoutWaitingForCompany() {
		CompletableFuture<Integer> queued;
		try (Batcher<String, Integer, Integer> patient = batcher(Duration.ofSeconds(10))) {
			queued = call(patient, 1);
			Awaitility.await().until(() -> patient.queued() == 1);
		}

		assertThat(queued.join()).isEqualTo(10);
	}

	@Test
	void refusesWhatIsStillQueuedWhenClosingTakesLong() {
		occupy();
		CompletableFuture<Integer> queued = queue("a", 1);

		this.batcher.close();

		assertThat(queued).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ServiceException.class, kind(FailureKind.UNAVAILABLE));
		assertThat(this.disposed).containsExactly(1);
		this.release.countDown();
		disposes(0, 1);
		assertThat(this.batches).containsExactly(List.of(0));
	}

	@Test
	void refusesWhatComesOnceItIsClosed() {
		this.batcher.close();

		refused(1, FAR, FailureKind.UNAVAILABLE);

		assertThat(this.disposed).containsExactly(1);
	}

	private Batcher<String, Integer, Integer> batcher(Duration delay) {
		BatchPolicy<String> policy = new BatchPolicy<>() {

			@Override
			public int mostItems(String key) {
				return 3;
			}

			@Override
			public int mostRuns(String key) {
				return Integer.MAX_VALUE;
			}

		};
		return new Batcher<>("test", 1, policy, delay, this::run, this.disposed::add);
	}

	/** Holds item 0 until it is released, and fails on negative ones. */
	private void run(String key, List<Batcher.Item<Integer, Integer>> batch) {
		this.batches.add(batch.stream().map(Batcher.Item::content).toList());
		if (batch.getFirst().content() == 0) {
			this.begun.countDown();
			await(this.release);
		}
		switch (batch.getFirst().content()) {
			case -1 -> throw new IllegalStateException("broken");
			case -2 -> throw new ServiceException(FailureKind.UNDECODABLE_IMAGE, "no image");
			case -3 -> throw new OutOfMemoryError("none left");
			case -4 -> {
				// ends without a word
			}
			default -> batch.forEach((item) -> item.complete(item.content() * 10));
		}
	}

	private void occupy() {
		this.callers.execute(() -> this.batcher.call("a", 0, FAR));
		await(this.begun);
	}

	private CompletableFuture<Integer> queue(String key, int item) {
		return queue(key, item, FAR);
	}

	private CompletableFuture<Integer> queue(String key, int item, Deadline deadline) {
		int waiting = this.batcher.queued();
		CompletableFuture<Integer> outcome = CompletableFuture.supplyAsync(() -> this.batcher.call(key, item, deadline),
				this.callers);
		Awaitility.await().until(() -> this.batcher.queued() == waiting + 1);
		return outcome;
	}

	private CompletableFuture<Integer> call(Batcher<String, Integer, Integer> other, int item) {
		return CompletableFuture.supplyAsync(() -> other.call("a", item, FAR), this.callers);
	}

	/** Outcomes are known a little before the run has ended. */
	private void disposes(Integer... items) {
		Awaitility.await().untilAsserted(() -> assertThat(this.disposed).containsExactlyInAnyOrder(items));
	}

	private void refused(int item, Deadline deadline, FailureKind expected) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.batcher.call("a", item, deadline))
			.satisfies(kind(expected));
	}

	private static ThrowingConsumer<ServiceException> kind(FailureKind expected) {
		return (ex) -> assertThat(ex.kind()).isEqualTo(expected);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
