package io.efficientnet.classifier.batching;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Many virtual threads at once, of which some leave or fail. */
@Timeout(60)
class BatcherStressTests {

	private static final int ITEMS = 20_000;

	private static final int KEYS = 3;

	private static final int MOST = 8;

	private static final Duration PATIENT = Duration.ofMinutes(1);

	private static final int CALLERS = 64;

	private static final int CALLS = 100;

	private static final BatchPolicy<Integer> POLICY = new BatchPolicy<>() {

		@Override
		public int mostItems(Integer key) {
			return MOST;
		}

		@Override
		public int mostRuns(Integer key) {
			return 1 + key;
		}

	};

	/** So many that each key can reach its limit while the others do. */
	private static final int THREADS = IntStream.range(0, KEYS).map(POLICY::mostRuns).sum();

	private final BatchLedger ledger = new BatchLedger(ITEMS, KEYS, POLICY);

	/** Runs that wait until as many of their key are under way as may be. */
	private final List<CountDownLatch> abreast = IntStream.range(0, KEYS)
		.mapToObj((key) -> new CountDownLatch(POLICY.mostRuns(key)))
		.toList();

	/** Results and kinds of failures. */
	private final AtomicReferenceArray<Object> outcomes = new AtomicReferenceArray<>(ITEMS);

	private final AtomicIntegerArray broken = new AtomicIntegerArray(ITEMS);

	private final AtomicIntegerArray heard = new AtomicIntegerArray(ITEMS);

	private final AtomicIntegerArray submitted = new AtomicIntegerArray(ITEMS);

	private final Batcher<Integer, Integer, Integer> batcher = new Batcher<>("stress", THREADS, POLICY,
			Duration.ofNanos(1000), this::run, this.ledger::dispose);

	@Test
	void everyItemEndsOnceWhateverItsCallerItsRunAndItsWatcherDo() {
		try (this.batcher; ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> calls = IntStream.range(0, ITEMS)
				.<Future<?>>mapToObj((item) -> callers.submit(() -> call(item)))
				.toList();
			IntStream.range(0, ITEMS)
				.filter(BatcherStressTests::leaves)
				.forEach((item) -> calls.get(item).cancel(true));
		}

		assertThat(this.ledger.faults()).isEmpty();
		assertThat(IntStream.range(0, ITEMS)).allSatisfy(this::endedOnce);
		assertThat(IntStream.range(0, KEYS)).allSatisfy(
				(key) -> assertThat(this.ledger.mostRunning(key)).as("key %d", key).isEqualTo(POLICY.mostRuns(key)));
	}

	@Test
	void everyItemEndsOnceWhenTheBatcherClosesAmongThem() {
		CountDownLatch halfway = new CountDownLatch(CALLERS);
		CountDownLatch closed = new CountDownLatch(1);
		try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int caller = 0; caller < CALLERS; caller++) {
				int first = caller * CALLS;
				callers.execute(() -> callAround(first, halfway, closed));
			}
			await(halfway);
			this.batcher.close();
			closed.countDown();
		}

		assertThat(this.ledger.faults()).isEmpty();
		assertThat(IntStream.range(0, CALLERS * CALLS)).allSatisfy(this::endedOnceAroundTheClose);
	}

	private void callAround(int first, CountDownLatch halfway, CountDownLatch closed) {
		for (int call = 0; call < CALLS; call++) {
			if (call == CALLS / 2) {
				halfway.countDown();
			}
			if (call == CALLS - 1) {
				await(closed);
			}
			call(first + call, PATIENT, Batcher.Watcher.NOBODY);
		}
	}

	private void endedOnceAroundTheClose(int item) {
		Object outcome = this.outcomes.get(item);
		boolean refused = outcome == FailureKind.UNAVAILABLE;
		if (item % CALLS < CALLS / 2) {
			assertThat(refused).as("item %d", item).isFalse();
		}
		if (item % CALLS == CALLS - 1) {
			assertThat(refused).as("item %d", item).isTrue();
		}
		assertThat(this.ledger.disposals(item)).as("item %d", item).isOne();
		assertThat(this.ledger.runs(item)).as("item %d", item).isEqualTo(refused ? 0 : 1);
		if (!refused) {
			Object expected = (this.broken.get(item) > 0) ? FailureKind.INTERNAL : Integer.valueOf(-item);
			assertThat(outcome).isEqualTo(expected);
		}
	}

	private void endedOnce(int item) {
		int runs = this.ledger.runs(item);
		assertThat(this.ledger.disposals(item)).as("item %d", item).isEqualTo(this.submitted.get(item));
		assertThat(this.heard.get(item)).as("item %d", item).isEqualTo((this.broken.get(item) > 0) ? 0 : runs);
		switch (this.outcomes.get(item)) {
			case null -> assertThat(this.submitted.get(item)).as("item %d", item).isZero();
			case Integer result -> {
				assertThat(result).isEqualTo(-item);
				assertThat(runs).as("item %d", item).isOne();
			}
			case FailureKind.DEADLINE_EXCEEDED ->
				assertThat(isImpatient(item) || isUnwanted(item)).as("item %d", item).isTrue();
			case FailureKind.CLIENT_GONE -> assertThat(leaves(item)).as("item %d", item).isTrue();
			case FailureKind.INTERNAL -> assertThat(this.broken.get(item)).as("item %d", item).isOne();
			case Object other -> assertThat(other).as("item %d", item).isNull();
		}
		if (isUnwanted(item)) {
			assertThat(runs).as("item %d", item).isZero();
		}
	}

	private void call(int item) {
		Duration patience = isImpatient(item) ? Duration.ofNanos(new Random(item).nextInt(2_000_000)) : PATIENT;
		call(item, patience, new Batcher.Watcher() {

			@Override
			public boolean isWorthBeginning(long remainingNanos) {
				return !isUnwanted(item);
			}

			@Override
			public void ran(long nanos) {
				BatcherStressTests.this.heard.incrementAndGet(item);
			}

		});
	}

	private void call(int item, Duration patience, Batcher.Watcher watcher) {
		this.submitted.incrementAndGet(item);
		try {
			this.outcomes.set(item, this.batcher.call(item % KEYS, item, Deadline.after(patience), watcher));
		}
		catch (ServiceException ex) {
			this.outcomes.set(item, ex.kind());
		}
	}

	private void run(int key, List<Batcher.Item<Integer, Integer>> batch) {
		this.ledger.run(key, batch, () -> {
			CountDownLatch others = this.abreast.get(key);
			others.countDown();
			await(others);
			if (batch.stream().anyMatch((item) -> breaksItsRun(item.content()))) {
				batch.forEach((item) -> this.broken.incrementAndGet(item.content()));
				throw new IllegalStateException("broken");
			}
			batch.forEach((item) -> item.complete(-item.content()));
		});
	}

	private static boolean leaves(int item) {
		return item % 7 == 0;
	}

	private static boolean isImpatient(int item) {
		return item % 5 == 0;
	}

	private static boolean isUnwanted(int item) {
		return item % 11 == 0;
	}

	private static boolean breaksItsRun(int item) {
		return item % 101 == 0;
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
