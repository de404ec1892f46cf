package io.efficientnet.classifier.batching;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class BatcherStressTests {

	private static final int ITEMS = 20_000;

	private static final int KEYS = 3;

	private static final int MOST = 8;

	private final AtomicIntegerArray disposals = new AtomicIntegerArray(ITEMS);

	private final AtomicInteger oversized = new AtomicInteger();

	private final AtomicInteger mixed = new AtomicInteger();

	@Test
	void everyItemEndsOnceAndIsDisposedOfOnceWhateverItsCallerDoes() throws Exception {
		BatchPolicy<Integer> policy = new BatchPolicy<>() {

			@Override
			public int mostItems(Integer key) {
				return MOST;
			}

			@Override
			public int mostRuns(Integer key) {
				return 1 + key;
			}

		};
		AtomicInteger answered = new AtomicInteger();
		AtomicInteger refused = new AtomicInteger();
		try (Batcher<Integer, Integer, Integer> batcher = new Batcher<>("stress", 3, policy, Duration.ofNanos(1000),
				this::run, this.disposals::incrementAndGet);
				ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> calls = IntStream.range(0, ITEMS).<Future<?>>mapToObj((item) -> {
				Duration patience = (item % 5 == 0) ? Duration.ofNanos(new Random(item).nextInt(2_000_000))
						: Duration.ofMinutes(1);
				return callers.submit(() -> call(batcher, item, patience, answered, refused));
			}).toList();
			for (int item = 0; item < ITEMS; item += 7) {
				calls.get(item).cancel(true);
			}
		}

		assertThat(IntStream.range(0, ITEMS).filter((item) -> this.disposals.get(item) > 1)).isEmpty();
		assertThat(IntStream.range(0, ITEMS).map(this.disposals::get).sum()).isEqualTo(answered.get() + refused.get());
		assertThat(answered.get()).isGreaterThan(ITEMS / 2);
		assertThat(this.oversized).hasValue(0);
		assertThat(this.mixed).hasValue(0);
	}

	private static void call(Batcher<Integer, Integer, Integer> batcher, int item, Duration patience,
			AtomicInteger answered, AtomicInteger refused) {
		try {
			assertThat(batcher.call(item % KEYS, item, Deadline.after(patience))).isEqualTo(-item);
			answered.incrementAndGet();
		}
		catch (ServiceException ex) {
			assertThat(ex.kind()).isIn(FailureKind.DEADLINE_EXCEEDED, FailureKind.CLIENT_GONE);
			refused.incrementAndGet();
		}
	}

	private void run(int key, List<Batcher.Item<Integer, Integer>> batch) {
		if (batch.size() > MOST) {
			this.oversized.incrementAndGet();
		}
		for (Batcher.Item<Integer, Integer> item : batch) {
			if (item.content() % KEYS != key || this.disposals.get(item.content()) > 0) {
				this.mixed.incrementAndGet();
			}
			item.complete(-item.content());
		}
	}

}
