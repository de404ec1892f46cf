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
		this.loader.close();
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
		this.loader.close();

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> this.loader.run("a", this.runs::incrementAndGet, LATER))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
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
