package io.efficientnet.classifier.tensor;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Tensors in native memory that are used again, since it is slow to allocate. It keeps as
 * many as were ever in use at once, and frees all when it is closed and the last one is
 * back, whichever comes last: a tensor that somebody holds is never freed. Safe for
 * concurrent use.
 */
public final class TensorPool implements AutoCloseable {

	private final Arena arena = Arena.ofShared();

	// Guarded by this, like all below; used last, taken first
	private final Map<Shape, Deque<Tensor>> idle = new HashMap<>();

	private int taken;

	private boolean closed;

	/**
	 * Takes a tensor; its elements are whatever the last user left.
	 * @param shape its extents
	 * @return a tensor that nobody else holds, to be given back; null once the pool is
	 * closed
	 * @throws OutOfMemoryError if there is no native memory for it
	 */
	public synchronized @Nullable Tensor take(Shape shape) {
		if (this.closed) {
			return null;
		}
		Tensor tensor = idle(shape).pollFirst();
		if (tensor == null) {
			tensor = Tensor.allocate(shape, this.arena);
		}
		this.taken++;
		return tensor;
	}

	/**
	 * Gives a tensor back; it must not be touched afterwards.
	 * @param tensor from {@link #take(Shape)}
	 */
	public synchronized void giveBack(Tensor tensor) {
		this.taken--;
		if (!freeIfUnused()) {
			idle(tensor.shape()).addFirst(tensor);
		}
	}

	/** Lends no more tensors; more than once does no more. */
	@Override
	public synchronized void close() {
		if (!this.closed) {
			this.closed = true;
			freeIfUnused();
		}
	}

	private boolean freeIfUnused() {
		if (!this.closed || this.taken > 0) {
			return false;
		}
		this.idle.clear();
		this.arena.close();
		return true;
	}

	private Deque<Tensor> idle(Shape shape) {
		return this.idle.computeIfAbsent(shape, (_) -> new ArrayDeque<>());
	}

}
