package io.efficientnet.classifier.inference;

import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BackendLeaseTests {

	private static final Tensor IMAGE = InferenceFixtures.input(1, 3, 4, 4);

	private final CountDownLatch running = new CountDownLatch(2);

	private final CountDownLatch release = new CountDownLatch(1);

	@Test
	void closingWaitsForEveryRun() throws Exception {
		FakeBackend backend = new FakeBackend(ExecutorKind.CPU, this::slow);
		BackendLease lease = new BackendLease(backend);
		try (ExecutorService threads = Executors.newCachedThreadPool()) {
			Future<BackendLease.Run> first = threads.submit(() -> lease.infer(IMAGE, Set.of()));
			Future<BackendLease.Run> second = threads.submit(() -> lease.infer(IMAGE, Set.of()));
			this.running.await();

			Future<?> closing = threads.submit(lease::close);

			assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> closing.get(50, TimeUnit.MILLISECONDS));
			assertThat(backend.closed).hasValue(0);
			this.release.countDown();
			closing.get();
			assertThat(first.get().outputs().logits()).isNotNull();
			assertThat(second.get().outputs().logits()).isNotNull();
			assertThat(backend.closed).hasValue(1);
		}
	}

	@Test
	void runsWaitForWhatIsDoneAlone() throws Exception {
		BackendLease lease = new BackendLease(new FakeBackend(ExecutorKind.CPU, FakeBackend::zeros));
		CountDownLatch alone = new CountDownLatch(1);
		try (ExecutorService threads = Executors.newCachedThreadPool()) {
			Future<?> measuring = threads.submit(() -> lease.alone(() -> {
				lease.inferAtOnce(IMAGE, Set.of());
				alone.countDown();
				awaitRelease();
			}));
			alone.await();

			Future<BackendLease.Run> run = threads.submit(() -> lease.infer(IMAGE, Set.of()));

			assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> run.get(50, TimeUnit.MILLISECONDS));
			this.release.countDown();
			assertThat(run.get().outputs().logits()).isNotNull();
			measuring.get();
		}
	}

	@Test
	void doesNothingAloneOnceItIsClosed() {
		BackendLease lease = new BackendLease(new FakeBackend(ExecutorKind.CPU, FakeBackend::zeros));
		lease.close();

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> lease.alone(() -> {
			throw new AssertionError("It is closed");
		})).satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
	}

	@Test
	void letsNoMoreRunsOverlapThanTheBackendSays() throws Exception {
		FakeBackend backend = new FakeBackend(ExecutorKind.CUDA, this::slow, 1);
		BackendLease lease = new BackendLease(backend);
		try (ExecutorService threads = Executors.newCachedThreadPool()) {
			Future<BackendLease.Run> first = threads.submit(() -> lease.infer(IMAGE, Set.of()));
			Future<BackendLease.Run> second = threads.submit(() -> lease.infer(IMAGE, Set.of()));

			assertThat(this.running.await(50, TimeUnit.MILLISECONDS)).isFalse();
			assertThat(this.running.getCount()).isLessThanOrEqualTo(1);
			this.release.countDown();

			assertThat(Math.max(first.get().waitNanos(), second.get().waitNanos()))
				.isGreaterThan(Math.min(first.get().waitNanos(), second.get().waitNanos()));
		}
	}

	@Test
	void refusesRunsAfterClosing() {
		BackendLease lease = new BackendLease(new FakeBackend(ExecutorKind.CPU, FakeBackend::zeros));
		lease.close();

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> lease.infer(IMAGE, Set.of()))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
	}

	@Test
	void closesOnce() {
		FakeBackend backend = new FakeBackend(ExecutorKind.CPU, FakeBackend::zeros);
		BackendLease lease = new BackendLease(backend);

		lease.close();
		lease.close();

		assertThat(backend.closed).hasValue(1);
	}

	private Tensor slow(Tensor images) {
		this.running.countDown();
		awaitRelease();
		return FakeBackend.zeros(images);
	}

	private void awaitRelease() {
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}
