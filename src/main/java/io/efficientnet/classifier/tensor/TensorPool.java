package io.efficientnet.classifier.tensor;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tensors in native memory that are used again: native memory is slow to allocate and is
 * freed late. Safe for concurrent use.
 */
public final class TensorPool {

	private final Map<Shape, Queue<Tensor>> idle = new ConcurrentHashMap<>();

	private final int retained;

	/**
	 * An empty pool.
	 * @param retained how many idle tensors of each shape are kept; shapes are those of
	 * the loaded models, so their number is small
	 */
	public TensorPool(int retained) {
		this.retained = retained;
	}

	/**
	 * Takes a tensor; its elements are whatever the last user left.
	 * @param shape its extents
	 * @return a tensor that nobody else holds
	 */
	public Tensor take(Shape shape) {
		Tensor tensor = idle(shape).poll();
		return (tensor != null) ? tensor : Tensor.allocate(shape);
	}

	/**
	 * Gives a tensor back; it must not be touched afterwards. A tensor that somebody may
	 * still read is simply not given back.
	 * @param tensor from {@link #take(Shape)}
	 */
	public void giveBack(Tensor tensor) {
		idle(tensor.shape()).offer(tensor);
	}

	private Queue<Tensor> idle(Shape shape) {
		return this.idle.computeIfAbsent(shape, (_) -> new ArrayBlockingQueue<>(this.retained));
	}

}
