package io.efficientnet.classifier.batching;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * The door: how many images may be under way, whether one more would be answered in time,
 * and how many bytes the bodies of requests may hold. All routes pass here. Safe for
 * concurrent use.
 *
 * <p>
 * The images of a request are admitted together or not at all. Whether they are in time
 * is asked for the first of them: the others wait behind their own kind, which is the
 * caller's choice. Before it come all images of its key, and of each other key as many
 * again at most, since keys take turns.
 */
public final class Admission {

	private static final int MOST_IDLE_KEYS = 256;

	/** Predictions err, and being late costs more than being refused. */
	private static final double USABLE_TIME = 0.7;

	private static final Duration MEMORY_RETRY = Duration.ofSeconds(1);

	private final int capacity;

	private final Parallelism parallelism;

	private final MemoryBudget bodies;

	private final LongSupplier nanoClock;

	private final Consumer<Refusal> refusals;

	// Guarded by this
	private final Map<Object, KeyWork> work = new HashMap<>();

	// Guarded by this
	private int underWay;

	/**
	 * Nobody admitted yet.
	 * @param capacity images that may be under way
	 * @param cores images that keep the server busy
	 * @param bodies bytes that bodies may hold
	 * @param nanoClock time in nanoseconds
	 * @param refusals told of each refusal
	 */
	Admission(int capacity, int cores, MemoryBudget bodies, LongSupplier nanoClock, Consumer<Refusal> refusals) {
		this.capacity = capacity;
		this.parallelism = new Parallelism(Math.min(cores, capacity));
		this.bodies = bodies;
		this.nanoClock = nanoClock;
		this.refusals = refusals;
	}

	public int capacity() {
		return this.capacity;
	}

	/**
	 * Images between admission and answer.
	 * @return at most the capacity
	 */
	public synchronized int underWay() {
		return this.underWay;
	}

	/**
	 * Refuses a request of which only the headers are known, if one image of it would be
	 * refused now. Takes no place: whoever sends slowly would hold it.
	 * @param key what the images have in common, for instance their model
	 * @param deadline of the request
	 * @return memory for its body, none of it used yet
	 * @throws ServiceException {@code OVERLOADED} with the time after which to ask again
	 */
	public synchronized Body expect(Object key, Deadline deadline) {
		require(key, 1, deadline);
		return new Body(this.bodies.begin());
	}

	/**
	 * Takes places for images whose bytes are there.
	 * @param key what the images have in common, for instance their model
	 * @param images how many, at most the capacity
	 * @param deadline of the request
	 * @return the places
	 * @throws ServiceException {@code OVERLOADED} with the time after which to ask again
	 */
	public synchronized Places admit(Object key, int images, Deadline deadline) {
		require(key, images, deadline);
		if (this.work.size() >= MOST_IDLE_KEYS) {
			this.work.values().removeIf((other) -> other.underWay() == 0);
		}
		KeyWork own = this.work.computeIfAbsent(key, (_) -> new KeyWork());
		own.begin(images);
		this.underWay += images;
		return new Places(own, images);
	}

	private void require(Object key, int images, Deadline deadline) {
		if (images > this.capacity - this.underWay) {
			throw refuse(Refusal.QUEUE_FULL, Duration.ofNanos(drainNanos()));
		}
		KeyWork own = this.work.get(key);
		if (own != null && own.underWay() > 0) {
			double late = lateNanos(own, deadline.remainingNanos());
			if (late > 0) {
				throw refuse(Refusal.DEADLINE, Duration.ofNanos((long) late));
			}
		}
	}

	private double lateNanos(KeyWork own, long remainingNanos) {
		double drain = drainNanos(own);
		return (drain > 0) ? drain + own.imageNanos() - USABLE_TIME * remainingNanos : 0;
	}

	private long drainNanos() {
		return (long) this.work.values().stream().mapToDouble(this::drainNanos).max().orElse(0);
	}

	/** Until all that is under way for a key has been done; 0 where it is not known. */
	private double drainNanos(KeyWork own) {
		double atOnce = this.parallelism.value(this.nanoClock.getAsLong());
		if (atOnce == 0) {
			return 0;
		}
		int turns = own.underWay() + 1;
		return this.work.values().stream().mapToDouble((each) -> each.nanos(turns)).sum() / atOnce;
	}

	private ServiceException refuse(Refusal refusal, Duration retryAfter) {
		this.refusals.accept(refusal);
		return new ServiceException(FailureKind.OVERLOADED, refusal.message(), null, retryAfter);
	}

	/** Places of images, held until each is given back or this is closed. */
	public final class Places implements AutoCloseable {

		private final KeyWork work;

		// Guarded by the admission
		private int open;

		private Places(KeyWork work, int images) {
			this.work = work;
			this.open = images;
		}

		/**
		 * Hands one place to the work on an image.
		 * @return the place, which the work gives back
		 */
		public Place next() {
			return new Place(this);
		}

		/** Gives back what is still held. */
		@Override
		public void close() {
			give(this.open);
		}

		private void give(int images) {
			synchronized (Admission.this) {
				int given = Math.min(images, this.open);
				this.open -= given;
				Admission.this.underWay -= given;
				this.work.end(given);
			}
		}

	}

	/**
	 * The place of one image. Its run may end after it was given back, where the caller
	 * did not wait for it.
	 */
	public final class Place implements Batcher.Watcher, AutoCloseable {

		private final Places places;

		// Guarded by the admission
		private boolean begun;

		private boolean closed;

		private long preparation;

		private Place(Places places) {
			this.places = places;
		}

		/** The work begins, all that has to be loaded for it being there. */
		public void begin() {
			synchronized (Admission.this) {
				this.begun = true;
				Admission.this.parallelism.begin();
			}
		}

		/**
		 * Notes work before the run.
		 * @param nanos that were spent, not counting those it waited
		 */
		public void prepared(long nanos) {
			synchronized (Admission.this) {
				this.preparation = nanos;
			}
		}

		@Override
		public boolean isWorthBeginning(long remainingNanos) {
			synchronized (Admission.this) {
				return this.places.work.isWorthBeginning(remainingNanos);
			}
		}

		@Override
		public void ran(long nanos) {
			synchronized (Admission.this) {
				this.places.work.ran(this.preparation, nanos);
				Admission.this.parallelism.ran((double) this.preparation + nanos, Admission.this.nanoClock.getAsLong());
			}
		}

		/** Gives the place back. */
		@Override
		public void close() {
			synchronized (Admission.this) {
				if (this.begun) {
					this.begun = false;
					Admission.this.parallelism.end();
				}
				if (!this.closed) {
					this.closed = true;
					this.places.give(1);
				}
			}
		}

	}

	/** Memory that the body of a request holds. Used by one thread at a time. */
	public final class Body implements AutoCloseable {

		// Buffers grow by doubling and parts are copied out of them
		private static final int COPIES = 2;

		private final MemoryBudget.Grant grant;

		private long bytes;

		private Body(MemoryBudget.Grant grant) {
			this.grant = grant;
		}

		/**
		 * Makes room for bytes that came.
		 * @param more how many
		 * @throws ServiceException {@code OVERLOADED} if other bodies take the memory,
		 * {@code IMAGE_TOO_LARGE} if there is never as much
		 */
		public void add(int more) {
			this.bytes += more;
			long held = COPIES * this.bytes;
			if (held > Admission.this.bodies.capacityBytes()) {
				throw new ServiceException(FailureKind.IMAGE_TOO_LARGE,
						"The request takes more memory than the server has for bodies");
			}
			if (!this.grant.tryGrow(held)) {
				throw refuse(Refusal.MEMORY, MEMORY_RETRY);
			}
		}

		@Override
		public void close() {
			this.grant.close();
		}

	}

}
