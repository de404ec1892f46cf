package io.efficientnet.classifier.inference.reference.operator;

import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Scales and zero points, for the whole array or along one axis.
 *
 * @param scales one, or as many as the axis is long
 * @param zeroPoints likewise; null means 0
 * @param extent of the axis
 * @param inner elements from one index of the axis to the next
 */
record Quantization(Value.Floats scales, Value.@Nullable Integers zeroPoints, int extent, int inner) {

	static int axis(NodeArguments node) {
		Requirement.that(node.integer("block_size", 0) == 0, "blocks of scales are not supported");
		int rank = node.shape(0).rank();
		boolean single = node.shape(1).elementCount() == 1;
		return single ? 0 : node.axis(1, rank);
	}

	static void check(List<TensorType> inputs, int axis) {
		Shape scale = inputs.get(1).shape();
		Requirement.that(inputs.get(1).isFloat(), "its scale is no float");
		Requirement.that(scale.elementCount() == 1 || scale.equals(Shape.of(inputs.getFirst().shape().dimension(axis))),
				"scale %s does not fit %s", scale, inputs.getFirst().shape());
		if (inputs.size() > 2) {
			Requirement.that(inputs.get(2).shape().equals(scale) && !inputs.get(2).isFloat(),
					"zero point and scale differ");
		}
	}

	static Quantization of(List<Value> inputs, int axis) {
		Shape shape = inputs.getFirst().type().shape();
		Value.Integers zeroPoints = (inputs.size() > 2) ? (Value.Integers) inputs.get(2) : null;
		Value.Floats scales = (Value.Floats) inputs.get(1);
		boolean single = scales.tensor().shape().elementCount() == 1;
		return new Quantization(scales, zeroPoints, single ? 1 : shape.dimension(axis),
				single ? 1 : Extents.product(shape, axis + 1, shape.rank()));
	}

	float scale(int element) {
		return this.scales.tensor().data().get(element / this.inner % this.extent);
	}

	long zeroPoint(int element) {
		return (this.zeroPoints != null) ? this.zeroPoints.data().get(element / this.inner % this.extent) : 0;
	}

}
