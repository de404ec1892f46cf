package io.efficientnet.classifier.inference.reference;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.efficientnet.classifier.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Networks by size of image. The least recently used one is dropped, as each holds the
 * weights in its own order; runs that have it go on with it. Safe for concurrent use.
 */
final class NetworkCache {

	/** The size that the model was made for and one that a caller tries. */
	static final int CAPACITY = 2;

	private final Map<Shape, Slot> slots = new LinkedHashMap<>(CAPACITY + 1, 1, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<Shape, Slot> eldest) {
			return size() > CAPACITY;
		}

	};

	private final Function<Shape, SizedNetwork> compiler;

	/**
	 * An empty cache.
	 * @param compiler makes the network for one image of a shape, or refuses
	 */
	NetworkCache(Function<Shape, SizedNetwork> compiler) {
		this.compiler = compiler;
	}

	/**
	 * The network of a size, compiled if need be.
	 * @param image shape of one image, the first extent being 1
	 * @return the network
	 */
	SizedNetwork network(Shape image) {
		return slot(image).network();
	}

	synchronized void clear() {
		this.slots.clear();
	}

	private synchronized Slot slot(Shape image) {
		return this.slots.computeIfAbsent(image, Slot::new);
	}

	private synchronized void drop(Slot slot) {
		this.slots.remove(slot.image, slot);
	}

	/** Compiled by the first who asks, outside of the lock on the cache. */
	private final class Slot {

		private final Shape image;

		private @Nullable SizedNetwork network;

		Slot(Shape image) {
			this.image = image;
		}

		synchronized SizedNetwork network() {
			SizedNetwork compiled = this.network;
			if (compiled == null) {
				compiled = compile();
				this.network = compiled;
			}
			return compiled;
		}

		private SizedNetwork compile() {
			boolean refused = true;
			try {
				SizedNetwork compiled = NetworkCache.this.compiler.apply(this.image);
				refused = false;
				return compiled;
			}
			finally {
				if (refused) {
					drop(this);
				}
			}
		}

	}

}
