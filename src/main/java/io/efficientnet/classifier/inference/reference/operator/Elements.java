package io.efficientnet.classifier.inference.reference.operator;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** Elements of any kind, to be moved without looking at them. */
sealed interface Elements {

	Shape shape();

	void fill(double number);

	void copyRow(Elements to, int[] offsets, int[] steps, int count);

	/**
	 * Copies elements.
	 * @param extents how many
	 * @param from where they lie here
	 * @param to where they go
	 * @param target of the same kind
	 */
	default void copy(Shape extents, Strides from, Strides to, Elements target) {
		RowWalk.walk(extents, List.of(from, to), (offsets, steps, count) -> copyRow(target, offsets, steps, count));
	}

	static Elements of(Tensor tensor) {
		return new Floats(tensor.shape(), tensor.data());
	}

	static Elements of(Value value) {
		return switch (value) {
			case Value.Floats floats -> of(floats.tensor());
			case Value.Integers integers -> new Longs(integers.shape(), integers.data());
		};
	}

	/**
	 * Floating-point numbers.
	 */
	record Floats(Shape shape, FloatBuffer data) implements Elements {

		@Override
		public void fill(double number) {
			for (int i = 0; i < this.data.limit(); i++) {
				this.data.put(i, (float) number);
			}
		}

		@Override
		public void copyRow(Elements to, int[] offsets, int[] steps, int count) {
			FloatBuffer target = ((Floats) to).data;
			if (steps[0] == 1 && steps[1] == 1) {
				target.put(offsets[1], this.data, offsets[0], count);
				return;
			}
			for (int i = 0; i < count; i++) {
				target.put(offsets[1] + i * steps[1], this.data.get(offsets[0] + i * steps[0]));
			}
		}

	}

	/**
	 * Whole numbers.
	 */
	record Longs(Shape shape, LongBuffer data) implements Elements {

		@Override
		public void fill(double number) {
			for (int i = 0; i < this.data.limit(); i++) {
				this.data.put(i, (long) number);
			}
		}

		@Override
		public void copyRow(Elements to, int[] offsets, int[] steps, int count) {
			LongBuffer target = ((Longs) to).data;
			for (int i = 0; i < count; i++) {
				target.put(offsets[1] + i * steps[1], this.data.get(offsets[0] + i * steps[0]));
			}
		}

	}

}
