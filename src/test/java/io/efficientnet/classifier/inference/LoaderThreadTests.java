package io.efficientnet.classifier.inference;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LoaderThreadTests {

	private static final Deadline LATER = Deadline.after(Duration.ofMinutes(1));

	private final LoaderThread loader = new LoaderThread();

	private final AtomicInteger runs = new AtomicInteger();

	@AfterEach
	void close() {
		this.loader.close(() -> {
		}, LATER);
	}

	@Test
	void whatNobodyWaitsForMayFail() {
		this.loader.later(() -> {
			throw new IllegalStateException("a defect");
		});
		this.loader.later(this.runs::incrementAndGet);

		this.loader.run("a", () -> assertThat(this.runs).hasValue(1), LATER);
	}

	@Test
	void doesTheSameOnceForAllWhoWait() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			Future<?> first = threads.submit(() -> this.loader.run("a", () -> {
				this.runs.incrementAndGet();
				begun.countDown();
				await(release);
			}, LATER));
			begun.await();
			CountDownLatch asked = new CountDownLatch(1);
			Future<?> second = threads.submit(() -> {
				asked.countDown();
				this.loader.run("a", this.runs::incrementAndGet, Deadline.after(Duration.ofMillis(1)));
			});
			asked.await();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(second::get)
				.withMessageContaining("deadline");

			release.countDown();
			first.get();
		}
		assertThat(this.runs).hasValue(1);
	}

	@Test
	void doesItAgainForWhoComesLater() {
		this.loader.run("a", this.runs::incrementAndGet, LATER);
		this.loader.run("a", this.runs::incrementAndGet, LATER);

		assertThat(this.runs).hasValue(2);
	}

	@Test
	void tellsWhatTheWorkThrew() {
		ServiceException failure = new ServiceException(FailureKind.UNAVAILABLE, "bad");

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.loader.run("a", () -> {
			throw failure;
		}, LATER)).isSameAs(failure);
	}

	@Test
	void hidesWhatTheWorkShouldNotThrow() {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.loader.run("a", () -> {
			throw new IllegalStateException("a defect");
		}, LATER)).satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INTERNAL));
	}

	@Test
	void refusesOnceClosed() {
		this.loader.close(() -> {
		}, LATER);

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> this.loader.run("a", this.runs::incrementAndGet, LATER))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
	}

	@Test
	void letsGoOfACallerWhoIsInterruptedAndGoesOn() {
		CountDownLatch release = new CountDownLatch(1);
		Thread.currentThread().interrupt();

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.loader.run("a", () -> {
			await(release);
			this.runs.incrementAndGet();
		}, LATER)).satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.CLIENT_GONE));

		assertThat(Thread.interrupted()).isTrue();
		release.countDown();
		this.loader.run("b", () -> assertThat(this.runs).hasValue(1), LATER);
	}

	@Test
	void refusesThoseWhoWaitWhenItCloses() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		Future<?> waiting;
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			waiting = threads.submit(() -> this.loader.run("a", () -> {
				begun.countDown();
				await(release);
				this.runs.incrementAndGet();
			}, LATER));
			begun.await();

			assertThat(this.loader.close(() -> assertThat(this.runs.getAndIncrement()).isOne(),
					Deadline.after(Duration.ofMillis(1))))
				.isFalse();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(waiting::get)
				.havingCause()
				.isInstanceOfSatisfying(ServiceException.class,
						(ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
		}

		release.countDown();
		assertThat(this.loader.close(() -> {
		}, LATER)).isTrue();
		assertThat(this.runs).hasValue(2);
	}

	@Test
	void beginsNothingElseOnceItIsClosing() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			Future<?> _ = threads.submit(() -> this.loader.run("a", () -> {
				begun.countDown();
				await(release);
			}, LATER));
			begun.await();
			Future<?> queued = threads.submit(() -> this.loader.run("b", this.runs::incrementAndGet, LATER));

			this.loader.close(this.runs::decrementAndGet, Deadline.after(Duration.ofMillis(1)));

			assertThatExceptionOfType(ExecutionException.class).isThrownBy(queued::get)
				.withMessageContaining("stopping");
			release.countDown();
		}
		assertThat(this.loader.close(() -> {
		}, LATER)).isTrue();
		assertThat(this.runs).hasValue(-1);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}
