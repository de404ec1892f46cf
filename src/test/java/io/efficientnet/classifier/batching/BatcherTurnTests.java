package io.efficientnet.classifier.batching;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Whose turn it is, with runs that end one by one. */
@Timeout(60)
class BatcherTurnTests {

	private static final int ITEMS = 300;

	private static final int KEYS = 3;

	private static final int MOST = 4;

	private static final int BUSY = 0;

	private static final int RARE = 1;

	private static final int BUSY_CALLERS = 32;

	private static final int TURNS = 20;

	/** The run under way, one of the busy key whose turn it may be, and the rare one. */
	private static final int RUNS_UNTIL_RARE = 3;

	private static final BatchPolicy<Integer> POLICY = new BatchPolicy<>() {

		@Override
		public int mostItems(Integer key) {
			return MOST;
		}

		@Override
		public int mostRuns(Integer key) {
			return 1;
		}

	};

	private final Semaphore ends = new Semaphore(0);

	private final ConcurrentLinkedQueue<Integer> ran = new ConcurrentLinkedQueue<>();

	private final ConcurrentLinkedQueue<Integer> disposed = new ConcurrentLinkedQueue<>();

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger underWay = new AtomicInteger();

	private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

	private final Batcher<Integer, Integer, Integer> batcher = new Batcher<>("turns", 1, POLICY, Duration.ZERO,
			this::run, this.disposed::add);

	@AfterEach
	void letGo() {
		this.ends.release(Integer.MAX_VALUE / 2);
		this.batcher.close();
		this.callers.close();
	}

	@Test
	void itemsOfAKeyRunInOrderOfArrivalAroundThoseThatLeftOrExpired() {
		AtomicLong clock = new AtomicLong();
		Random random = new Random(1);
		this.callers.execute(() -> call(BUSY, ITEMS, far(System::nanoTime)));
		until(() -> this.underWay.get() == 1);
		List<Integer> keys = new ArrayList<>();
		List<Future<?>> calls = new ArrayList<>();
		for (int i = 0; i < ITEMS; i++) {
			int item = i;
			int key = random.nextInt(KEYS);
			keys.add(key);
			calls.add(this.callers.submit(() -> call(key, item, far(expires(item) ? clock::get : System::nanoTime))));
			until(() -> this.batcher.queued() == item + 1);
		}

		List<Integer> leaving = items(BatcherTurnTests::leaves);
		leaving.forEach((item) -> calls.get(item).cancel(true));
		until(() -> this.batcher.queued() == ITEMS - leaving.size());
		clock.set(Duration.ofHours(2).toNanos());
		this.ends.release(ITEMS + 1);
		this.batcher.close();

		List<Integer> staying = items((item) -> !leaves(item) && !expires(item));
		for (int key = 0; key < KEYS; key++) {
			int wanted = key;
			assertThat(this.ran.stream().filter((item) -> item < ITEMS && keys.get(item) == wanted))
				.containsExactlyElementsOf(staying.stream().filter((item) -> keys.get(item) == wanted).toList());
		}
		assertThat(this.disposed).containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(0, ITEMS).boxed().toList());
	}

	@Test
	void aKeyThatIsNeverOutOfWorkDoesNotStarveARareOne() throws Exception {
		AtomicBoolean stop = new AtomicBoolean();
		for (int caller = 0; caller < BUSY_CALLERS; caller++) {
			this.callers.execute(() -> {
				while (!stop.get()) {
					call(BUSY, BUSY, far(System::nanoTime));
				}
			});
		}
		for (int turn = 0; turn < TURNS; turn++) {
			int runs = 1 + turn * RUNS_UNTIL_RARE;
			until(() -> this.begun.get() == runs && this.batcher.queued() + this.underWay.get() == BUSY_CALLERS);
			Future<Integer> rare = this.callers.submit(() -> call(RARE, RARE, far(System::nanoTime)));
			until(() -> this.batcher.queued() + this.underWay.get() == BUSY_CALLERS + 1);

			this.ends.release(RUNS_UNTIL_RARE);

			assertThat(rare.get(30, TimeUnit.SECONDS)).isEqualTo(-RARE);
		}
		stop.set(true);
	}

	private int call(int key, int item, Deadline deadline) {
		return this.batcher.call(key, item, deadline);
	}

	private void run(int key, List<Batcher.Item<Integer, Integer>> batch) {
		this.underWay.set(batch.size());
		this.begun.incrementAndGet();
		batch.forEach((item) -> this.ran.add(item.content()));
		this.ends.acquireUninterruptibly();
		this.underWay.set(0);
		batch.forEach((item) -> item.complete(-item.content()));
	}

	private static Deadline far(LongSupplier clock) {
		return Deadline.after(Duration.ofHours(1), clock);
	}

	private static boolean leaves(int item) {
		return item % 5 == 0;
	}

	private static boolean expires(int item) {
		return item % 7 == 0;
	}

	private static List<Integer> items(IntPredicate wanted) {
		return IntStream.range(0, ITEMS).filter(wanted).boxed().toList();
	}

	private static void until(BooleanSupplier condition) {
		Awaitility.with().pollInterval(Duration.ofMillis(1)).await().until(condition::getAsBoolean);
	}

}
