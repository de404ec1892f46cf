package io.efficientnet.classifier.inference.reference.network;

import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Nothing may go on in a run's memory after the run has ended, however it ended. */
@Timeout(30)
class WorkerTeamTests {

	private static final int TILES = 64;

	@Test
	void doesEachTileOnce() {
		AtomicIntegerArray done = new AtomicIntegerArray(TILES);
		try (WorkerTeam team = new WorkerTeam(3); WorkerTeam.Crew crew = team.begin()) {
			for (int step = 1; step <= 100; step++) {
				crew.split(TILES, (tile, _) -> done.incrementAndGet(tile));
				for (int tile = 0; tile < TILES; tile++) {
					assertThat(done.get(tile)).isEqualTo(step);
				}
			}
		}
	}

	@Test
	void workersOfARunHaveNumbersOfTheirOwn() {
		BitSet seen = new BitSet();
		CountDownLatch both = new CountDownLatch(2);
		try (WorkerTeam team = new WorkerTeam(2); WorkerTeam.Crew crew = team.begin()) {
			crew.split(2, (_, worker) -> {
				synchronized (seen) {
					seen.set(worker);
				}
				meet(both);
			});
		}
		assertThat(seen.cardinality()).isEqualTo(2);
		assertThat(seen.length()).isEqualTo(2);
	}

	@Test
	void waitsForTilesUnderWayBeforeItThrowsWhatTheCallersOwnFailedWith() {
		AtomicInteger underWay = new AtomicInteger();
		CountDownLatch both = new CountDownLatch(2);
		OutOfMemoryError error = new OutOfMemoryError("in a test");
		try (WorkerTeam team = new WorkerTeam(2); WorkerTeam.Crew crew = team.begin()) {
			assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> crew.split(TILES, (_, worker) -> {
				underWay.incrementAndGet();
				meet(both);
				if (worker == 0) {
					underWay.decrementAndGet();
					throw error;
				}
				underWay.decrementAndGet();
			})).isSameAs(error);
			assertThat(underWay).hasValue(0);
		}
	}

	@Test
	void throwsWhatAHelperFailedWithAndTheHelperGoesOn() {
		try (WorkerTeam team = new WorkerTeam(2); WorkerTeam.Crew crew = team.begin()) {
			CountDownLatch first = new CountDownLatch(2);
			assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> crew.split(2, (_, worker) -> {
				meet(first);
				if (worker == 1) {
					throw new OutOfMemoryError("in a test");
				}
			}));
			CountDownLatch second = new CountDownLatch(2);
			crew.split(2, (_, _) -> meet(second));
			assertThat(second.getCount()).isZero();
		}
	}

	@Test
	void beginsNoTileAfterOneFailed() {
		AtomicInteger begun = new AtomicInteger();
		try (WorkerTeam team = new WorkerTeam(2); WorkerTeam.Crew crew = team.begin()) {
			assertThatIllegalStateException().isThrownBy(() -> crew.split(1_000_000, (_, _) -> {
				begun.incrementAndGet();
				throw new IllegalStateException("in a test");
			}));
		}
		assertThat(begun).hasValueBetween(1, 2);
	}

	private static void meet(CountDownLatch all) {
		all.countDown();
		try {
			all.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
