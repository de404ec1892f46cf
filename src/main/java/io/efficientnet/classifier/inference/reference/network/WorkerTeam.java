package io.efficientnet.classifier.inference.reference.network;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Platform threads that help runs. A run never waits for a helper to come, only for tiles
 * that one has begun; helpers spin between the steps of a run, for some microseconds
 * each, and are parked while there is none. With as many runs as threads nobody helps.
 */
final class WorkerTeam implements AutoCloseable {

	private static final int SPINS = 4000;

	private static final long PARK_NANOS = 20_000;

	private final LinkedBlockingQueue<Crew> wanting = new LinkedBlockingQueue<>();

	private final AtomicInteger busy = new AtomicInteger();

	private final List<Thread> helpers = new ArrayList<>();

	private final int threads;

	/**
	 * Starts the helpers.
	 * @param threads threads of a run, the caller's being one of them
	 */
	WorkerTeam(int threads) {
		this.threads = threads;
		boolean isComplete = false;
		try {
			for (int i = 1; i < threads; i++) {
				this.helpers.add(Thread.ofPlatform().name("java-executor-", i).daemon().start(this::help));
			}
			isComplete = true;
		}
		finally {
			if (!isComplete) {
				close();
			}
		}
	}

	int threads() {
		return this.threads;
	}

	/**
	 * Begins a run on the calling thread.
	 * @return to split its steps with, closed at its end
	 */
	Crew begin() {
		Crew crew = new Crew();
		this.busy.incrementAndGet();
		for (int i = this.busy.get(); i < this.threads; i++) {
			this.wanting.add(crew);
		}
		return crew;
	}

	@Override
	public void close() {
		this.helpers.forEach(Thread::interrupt);
	}

	private void help() {
		try {
			while (true) {
				Crew crew = this.wanting.take();
				try {
					if (this.busy.incrementAndGet() <= this.threads) {
						crew.help();
					}
				}
				finally {
					this.busy.decrementAndGet();
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Work in tiles, told who does it. */
	interface Tiles {

		/**
		 * Does a part.
		 * @param tile number of the part
		 * @param worker number of the thread within its crew, 0 being the caller's
		 */
		void run(int tile, int worker);

	}

	/** The threads of one run. */
	final class Crew implements AutoCloseable {

		private final AtomicInteger workers = new AtomicInteger(1);

		private volatile @Nullable Phase phase;

		private volatile boolean ended;

		/**
		 * Does all tiles, on the calling thread and those that help, and waits for them.
		 * Once one failed no other is begun, and what it failed with is thrown after
		 * those under way have ended, so that nobody works on the run's memory any more.
		 * @param tiles how many
		 * @param work does one
		 */
		void split(int tiles, Tiles work) {
			if (tiles <= 1 || WorkerTeam.this.threads == 1) {
				for (int tile = 0; tile < tiles; tile++) {
					work.run(tile, 0);
				}
				return;
			}
			Phase next = new Phase(tiles, work);
			this.phase = next;
			try {
				next.work(0);
			}
			finally {
				next.await();
			}
			next.rethrow();
		}

		@Override
		public void close() {
			this.ended = true;
			WorkerTeam.this.wanting.remove(this);
			WorkerTeam.this.busy.decrementAndGet();
		}

		private void help() {
			int worker = this.workers.getAndIncrement();
			Phase done = null;
			int spins = 0;
			while (!this.ended && WorkerTeam.this.busy.get() <= WorkerTeam.this.threads) {
				Phase current = this.phase;
				if (current != null && current != done) {
					current.work(worker);
					done = current;
					spins = 0;
				}
				else if (++spins < SPINS) {
					Thread.onSpinWait();
				}
				else {
					LockSupport.parkNanos(PARK_NANOS);
				}
			}
		}

	}

	private static final class Phase {

		private final AtomicInteger next = new AtomicInteger();

		private final AtomicInteger done = new AtomicInteger();

		private final int tiles;

		private final Tiles work;

		private volatile @Nullable RuntimeException exception;

		private volatile @Nullable Error error;

		Phase(int tiles, Tiles work) {
			this.tiles = tiles;
			this.work = work;
		}

		void work(int worker) {
			for (int tile = this.next.getAndIncrement(); tile < this.tiles; tile = this.next.getAndIncrement()) {
				boolean hasEnded = false;
				try {
					this.work.run(tile, worker);
					hasEnded = true;
				}
				catch (RuntimeException ex) {
					this.exception = ex;
				}
				catch (LinkageError | VirtualMachineError ex) {
					this.error = ex;
				}
				finally {
					this.done.addAndGet(hasEnded ? 1 : 1 + skipRest());
				}
			}
		}

		private int skipRest() {
			return Math.max(0, this.tiles - this.next.getAndSet(this.tiles));
		}

		@SuppressWarnings("ThreadPriorityCheck") // a missing tile may need this core
		void await() {
			int spins = 0;
			while (this.done.get() < this.tiles) {
				if (++spins < SPINS) {
					Thread.onSpinWait();
				}
				else {
					Thread.yield();
				}
			}
		}

		void rethrow() {
			RuntimeException thrown = this.exception;
			Error serious = this.error;
			if (serious != null) {
				throw serious;
			}
			if (thrown != null) {
				throw thrown;
			}
		}

	}

}
