package io.efficientnet.classifier.batching;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
class WorkerPoolTests {

	private static final Deadline FAR = Deadline.after(Duration.ofHours(1));

	/** Not passed when work begins, and at once when somebody waits. */
	private static final Deadline NEAR = Deadline.after(Duration.ofNanos(1), () -> 0);

	private final WorkerPool pool = new WorkerPool("test", 1, 1);

	private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

	private final CountDownLatch begun = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void letGo() {
		this.release.countDown();
		this.pool.close();
		this.callers.close();
	}

	@Test
	void givesTheOutcomeOfTheWork() {
		assertThat(this.pool.call(() -> 42, FAR)).isEqualTo(42);
	}

	@Test
	void worksOnPlatformThreadsOfItsName() {
		Thread thread = this.pool.call(Thread::currentThread, FAR);

		assertThat(thread.isVirtual()).isFalse();
		assertThat(thread.isDaemon()).isTrue();
		assertThat(thread.getName()).isEqualTo("test-0");
	}

	@Test
	void passesOnTheFailureOfTheWork() {
		ServiceException failure = new ServiceException(FailureKind.UNDECODABLE_IMAGE, "No picture");

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.pool.call(() -> {
			throw failure;
		}, FAR)).isSameAs(failure);
	}

	@Test
	void hidesAnExceptionThatTheWorkMustNotThrow() {
		IOException cause = new IOException("/some/path");

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.pool.call(() -> {
			throw cause;
		}, FAR))
			.withCause(cause)
			.withMessage("An internal error; the server's log has it")
			.satisfies(kind(FailureKind.INTERNAL));
	}

	@Test
	void goesOnAfterWorkThatFailed() {
		refused(() -> {
			throw new IllegalStateException("broken");
		}, FAR, FailureKind.INTERNAL);

		assertThat(this.pool.call(() -> 42, FAR)).isEqualTo(42);
	}

	@Test
	void refusesWorkWhenTheQueueIsFull() {
		occupy();
		CompletableFuture<Integer> queued = queue(() -> 1, FAR);

		refused(() -> 2, FAR, FailureKind.OVERLOADED);

		this.release.countDown();
		assertThat(queued.join()).isEqualTo(1);
	}

	@Test
	void countsWhatWaits() {
		assertThat(this.pool.queued()).isZero();

		occupy();
		CompletableFuture<Integer> queued = queue(() -> 1, FAR);

		assertThat(this.pool.queued()).isEqualTo(1);
		this.release.countDown();
		assertThat(queued.join()).isEqualTo(1);
		assertThat(this.pool.queued()).isZero();
	}

	@Test
	void leavesWorkUnderWayToEndUnheard() throws Exception {
		AtomicBoolean waiting = new AtomicBoolean();
		Thread caller = Thread.currentThread();
		Deadline deadline = Deadline.after(Duration.ofNanos(1), () -> {
			if (waiting.get() && Thread.currentThread() == caller) {
				await(this.begun);
			}
			return 0;
		});
		CountDownLatch ended = new CountDownLatch(1);
		waiting.set(true);

		refused(() -> {
			this.begun.countDown();
			this.release.await();
			ended.countDown();
			return 1;
		}, deadline, FailureKind.DEADLINE_EXCEEDED);

		this.release.countDown();
		assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void takesWorkOutOfTheQueueWhoseDeadlinePassed() {
		AtomicBoolean done = new AtomicBoolean();
		occupy();

		refused(() -> {
			done.set(true);
			return 1;
		}, NEAR, FailureKind.DEADLINE_EXCEEDED);

		assertThat(this.pool.queued()).isZero();
		CompletableFuture<Integer> next = queue(() -> 2, FAR);
		this.release.countDown();
		assertThat(next.join()).isEqualTo(2);
		assertThat(done).isFalse();
	}

	@Test
	void doesNotBeginWorkThatExpiredInTheQueue() {
		AtomicLong clock = new AtomicLong();
		AtomicBoolean done = new AtomicBoolean();
		occupy();
		CompletableFuture<Integer> queued = queue(() -> {
			done.set(true);
			return 1;
		}, Deadline.after(Duration.ofHours(1), clock::get));

		clock.set(Duration.ofHours(2).toNanos());
		this.release.countDown();

		assertThat(queued).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ServiceException.class, kind(FailureKind.DEADLINE_EXCEEDED));
		assertThat(done).isFalse();
	}

	@Test
	void finishesWhatIsQueuedWhenItCloses() {
		occupy();
		CompletableFuture<Integer> queued = queue(() -> 1, FAR);

		CompletableFuture<Void> closed = CompletableFuture.runAsync(this.pool::close, this.callers);
		Awaitility.await().untilAsserted(() -> refused(() -> 2, NEAR, FailureKind.UNAVAILABLE));
		this.release.countDown();

		assertThat(queued.join()).isEqualTo(1);
		closed.join();
	}

	@Test
	void refusesWhatIsStillQueuedWhenClosingTakesLong() {
		CountDownLatch stuck = new CountDownLatch(1);
		this.callers.execute(() -> this.pool.call(() -> {
			this.begun.countDown();
			awaitUninterruptibly(stuck);
			return 0;
		}, FAR));
		await(this.begun);
		CompletableFuture<Integer> queued = queue(() -> 1, FAR);

		this.pool.close();

		assertThat(queued).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ServiceException.class, kind(FailureKind.UNAVAILABLE));
		stuck.countDown();
	}

	@Test
	void refusesWorkOnceClosed() {
		this.pool.close();

		refused(() -> 1, FAR, FailureKind.UNAVAILABLE);
	}

	@Test
	void letsGoOfACallerThatIsInterrupted() {
		occupy();
		Thread.currentThread().interrupt();

		refused(() -> 1, FAR, FailureKind.CLIENT_GONE);

		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.pool.queued()).isZero();
	}

	private void occupy() {
		this.callers.execute(() -> this.pool.call(() -> {
			this.begun.countDown();
			this.release.await();
			return 0;
		}, FAR));
		await(this.begun);
	}

	private <T> CompletableFuture<T> queue(Callable<T> work, Deadline deadline) {
		CompletableFuture<T> outcome = CompletableFuture.supplyAsync(() -> this.pool.call(work, deadline),
				this.callers);
		Awaitility.await().until(() -> this.pool.queued() == 1);
		return outcome;
	}

	private void refused(Callable<Integer> work, Deadline deadline, FailureKind expected) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.pool.call(work, deadline))
			.satisfies(kind(expected));
	}

	private static ThrowingConsumer<ServiceException> kind(FailureKind expected) {
		return (ex) -> assertThat(ex.kind()).isEqualTo(expected);
	}

	/** As a decoder does that looks at no interruption. */
	private static void awaitUninterruptibly(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				// Not heard
			}
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
