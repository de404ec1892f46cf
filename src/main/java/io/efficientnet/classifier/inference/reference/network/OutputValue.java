package io.efficientnet.classifier.inference.reference.network;

import java.nio.FloatBuffer;

import io.efficientnet.classifier.inference.reference.kernel.NativeMemory;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * An output of a network.
 *
 * @param value its shape and layout
 * @param buffer where it lies
 * @param lanes elements of a vector
 */
record OutputValue(NetworkValue value, Buffer buffer, int lanes) {

	Tensor allocate(int images) {
		Shape one = this.value.shape();
		return Tensor.allocate((one.rank() > 0) ? one.withCount(images) : Shape.of(images));
	}

	/**
	 * Copies an image's output into the caller's tensor, row-major.
	 * @param from address of the output
	 * @param to {@code [n][..]}
	 * @param image position on its first axis
	 */
	void copy(long from, Tensor to, int image) {
		int elements = (int) this.value.shape().elementCount();
		FloatBuffer target = to.data().slice(image * elements, elements);
		if (this.value.layout() == Layout.PLANAR) {
			for (int i = 0; i < elements; i++) {
				target.put(i, NativeMemory.get(from + (long) i * Float.BYTES));
			}
			return;
		}
		Picture picture = Picture.of(this.value.shape(), this.lanes);
		for (int c = 0; c < picture.channels(); c++) {
			for (int p = 0; p < picture.pixels(); p++) {
				target.put(c * picture.pixels() + p,
						NativeMemory.get(from + p * picture.pixelBytes() + (long) c * Float.BYTES));
			}
		}
	}

}
