package io.efficientnet.classifier.inference.reference.network;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** An operator that no fused step stands for, on row-major values. */
final class TensorStep implements Step {

	private final List<Buffer> inputs;

	private final List<Shape> inputShapes;

	private final Buffer output;

	private final Shape outputShape;

	private final TensorFunction function;

	TensorStep(List<Buffer> inputs, List<Shape> inputShapes, Buffer output, Shape outputShape,
			TensorFunction function) {
		this.inputs = List.copyOf(inputs);
		this.inputShapes = List.copyOf(inputShapes);
		this.output = output;
		this.outputShape = outputShape;
		this.function = function;
	}

	@Override
	public List<Buffer> buffers() {
		List<Buffer> buffers = new ArrayList<>(this.inputs);
		buffers.add(this.output);
		return buffers;
	}

	@Override
	public void run(Run run) {
		run.split(run.images(), (image, _) -> {
			List<Tensor> values = new ArrayList<>();
			for (int i = 0; i < this.inputs.size(); i++) {
				values.add(tensor(run, this.inputs.get(i), image, this.inputShapes.get(i)));
			}
			this.function.apply(values, tensor(run, this.output, image, this.outputShape));
		});
	}

	private static Tensor tensor(Run run, Buffer buffer, int image, Shape shape) {
		long bytes = shape.elementCount() * Float.BYTES;
		return new Tensor(shape,
				run.segment(buffer, image)
					.asSlice(0, bytes)
					.asByteBuffer()
					.order(ByteOrder.nativeOrder())
					.asFloatBuffer());
	}

}
