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
 * caller's choice.
 */
public final class Admission {

	private static final int MOST_IDLE_KEYS = 256;

	private final int capacity;

	private final int fullLoad;

	private final MemoryBudget bodies;

	private final LongSupplier nanoClock;

	private final Consumer<Refusal> refusals;

	// Guarded by this
	private final Map<Object, DrainRate> rates = new HashMap<>();

	// Guarded by this
	private int underWay;

	/**
	 * Nobody admitted yet.
	 * @param capacity images that may be under way
	 * @param fullLoad images that keep the server busy, for one key
	 * @param bodies bytes that bodies may hold
	 * @param nanoClock time in nanoseconds
	 * @param refusals told of each refusal
	 */
	Admission(int capacity, int fullLoad, MemoryBudget bodies, LongSupplier nanoClock, Consumer<Refusal> refusals) {
		this.capacity = capacity;
		this.fullLoad = Math.min(fullLoad, capacity);
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
		if (this.rates.size() >= MOST_IDLE_KEYS) {
			this.rates.values().removeIf((rate) -> rate.underWay() == 0);
		}
		DrainRate rate = this.rates.computeIfAbsent(key, (_) -> new DrainRate(this.fullLoad));
		rate.begin(images, this.nanoClock.getAsLong());
		this.underWay += images;
		return new Places(rate, images);
	}

	private void require(Object key, int images, Deadline deadline) {
		if (images > this.capacity - this.underWay) {
			throw refuse(Refusal.QUEUE_FULL);
		}
		DrainRate rate = this.rates.get(key);
		if (rate != null && rate.isTooLate(deadline.remainingNanos())) {
			throw refuse(Refusal.DEADLINE);
		}
	}

	private synchronized ServiceException refuse(Refusal refusal) {
		this.refusals.accept(refusal);
		long drainNanos = this.rates.values().stream().mapToLong(DrainRate::drainNanos).max().orElse(0);
		return new ServiceException(FailureKind.OVERLOADED, refusal.message(), null, Duration.ofNanos(drainNanos));
	}

	/** Places of images, held until each is answered or this is closed. */
	public final class Places implements AutoCloseable {

		private final DrainRate rate;

		// Guarded by the admission
		private int open;

		private Places(DrainRate rate, int images) {
			this.rate = rate;
			this.open = images;
		}

		/**
		 * Gives one place back after its image was answered.
		 * @param nanos that were spent on the image, not counting those it waited
		 */
		public void answered(long nanos) {
			synchronized (Admission.this) {
				this.rate.measure(nanos, Admission.this.nanoClock.getAsLong());
				give(1);
			}
		}

		/** Gives one place back whose image has no answer. */
		public void leave() {
			synchronized (Admission.this) {
				give(1);
			}
		}

		/** Gives back what is still held. */
		@Override
		public void close() {
			synchronized (Admission.this) {
				give(this.open);
			}
		}

		private void give(int images) {
			int given = Math.min(images, this.open);
			this.open -= given;
			Admission.this.underWay -= given;
			this.rate.end(given, Admission.this.nanoClock.getAsLong());
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
				throw refuse(Refusal.MEMORY);
			}
		}

		@Override
		public void close() {
			this.grant.close();
		}

	}

}
