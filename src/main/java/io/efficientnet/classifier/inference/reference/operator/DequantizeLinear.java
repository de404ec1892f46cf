package io.efficientnet.classifier.inference.reference.operator;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * {@code DequantizeLinear}: {@code (x - zeroPoint) * scale}, so that weights may be
 * stored as whole numbers. Scale and zero point are one number or, from operator set 13
 * on, one for each index of an axis.
 *
 * @param axis counted from the front; ignored where the scale is one number
 */
public record DequantizeLinear(int axis) implements Operator {

	static DequantizeLinear bind(NodeArguments node) {
		return new DequantizeLinear(Quantization.axis(node));
	}

	@Override
	public String type() {
		return "DequantizeLinear";
	}

	@Override
	public TensorType output(List<TensorType> inputs) {
		TensorType x = inputs.getFirst();
		Requirement.that(!x.isFloat(), "it takes no floats");
		Quantization.check(inputs, this.axis);
		return TensorType.floats(x.shape());
	}

	@Override
	public Value evaluate(List<Value> inputs) {
		Value.Integers x = (Value.Integers) inputs.getFirst();
		Quantization quantization = Quantization.of(inputs, this.axis);
		Value.Floats output = Value.Floats.zeros(x.shape());
		FloatBuffer to = output.tensor().data();
		for (int i = 0; i < to.limit(); i++) {
			to.put(i, (x.data().get(i) - quantization.zeroPoint(i)) * quantization.scale(i));
		}
		return output;
	}

}
