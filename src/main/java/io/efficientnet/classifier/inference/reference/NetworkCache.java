package io.efficientnet.classifier.inference.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Networks by size of image. The least recently used one is dropped, as each holds the
 * weights in its own order, and closed as soon as nobody runs it. Safe for concurrent
 * use.
 */
final class NetworkCache implements AutoCloseable {

	/** The size that the model was made for and one that a caller tries. */
	static final int CAPACITY = 2;

	// Least recently used first
	private final SequencedMap<Shape, Slot> slots = new LinkedHashMap<>();

	private final Function<Shape, SizedNetwork> compiler;

	/**
	 * An empty cache.
	 * @param compiler makes the network for one image of a shape, or refuses
	 */
	NetworkCache(Function<Shape, SizedNetwork> compiler) {
		this.compiler = compiler;
	}

	/**
	 * Runs the network for the size of the images, compiled if need be.
	 * @param images {@code [n][..]}
	 * @param outputs names of outputs
	 * @return the outputs by name, {@code [n][..]}, in memory of their own
	 */
	Map<String, Tensor> run(Tensor images, List<String> outputs) {
		Slot slot = take(images.shape().withCount(1));
		try {
			SizedNetwork network = slot.network();
			dropOldest();
			return network.run(images, outputs);
		}
		finally {
			giveBack(slot);
		}
	}

	/** Drops all networks. */
	@Override
	public synchronized void close() {
		List.copyOf(this.slots.values()).forEach(this::drop);
	}

	private synchronized Slot take(Shape image) {
		Slot slot = this.slots.remove(image);
		if (slot == null) {
			slot = new Slot(image);
		}
		this.slots.putLast(image, slot);
		slot.users++;
		return slot;
	}

	/** Makes room for what compiled; a size that is refused costs nobody a place. */
	private synchronized void dropOldest() {
		List<Slot> compiled = this.slots.values().stream().filter((slot) -> slot.network != null).toList();
		compiled.subList(0, Math.max(0, compiled.size() - CAPACITY)).forEach(this::drop);
	}

	private synchronized void giveBack(Slot slot) {
		slot.users--;
		if (slot.network == null) {
			this.slots.remove(slot.image, slot);
		}
		closeIfUnused(slot);
	}

	private void drop(Slot slot) {
		this.slots.remove(slot.image, slot);
		closeIfUnused(slot);
	}

	private void closeIfUnused(Slot slot) {
		SizedNetwork network = slot.network;
		if (network != null && slot.users == 0 && this.slots.get(slot.image) != slot) {
			slot.network = null;
			network.close();
		}
	}

	/**
	 * A place in the cache; its first user compiles, outside of the lock on the cache.
	 */
	private final class Slot {

		private final Shape image;

		private int users;

		private volatile @Nullable SizedNetwork network;

		Slot(Shape image) {
			this.image = image;
		}

		synchronized SizedNetwork network() {
			SizedNetwork compiled = this.network;
			if (compiled == null) {
				compiled = NetworkCache.this.compiler.apply(this.image);
				this.network = compiled;
			}
			return compiled;
		}

	}

}
