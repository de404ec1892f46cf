package io.efficientnet.classifier.inference.reference.operator;

import java.nio.FloatBuffer;
import java.util.List;

import io.efficientnet.classifier.onnx.OnnxElementType;

/**
 * {@code QuantizeLinear} to 8 bits of constants: {@code round(x / scale) + zeroPoint},
 * half to even, limited to what the type holds.
 *
 * @param axis counted from the front; ignored where the scale is one number
 */
public record QuantizeLinear(int axis) implements Operator {

	static QuantizeLinear bind(NodeArguments node) {
		Requirement.that(node.has(2) || node.integer("output_dtype", 0) == 0, "output_dtype is not supported");
		return new QuantizeLinear(Quantization.axis(node));
	}

	@Override
	public String type() {
		return "QuantizeLinear";
	}

	@Override
	public TensorType output(List<TensorType> inputs) {
		OnnxElementType type = (inputs.size() > 2) ? inputs.get(2).elementType() : OnnxElementType.UINT8;
		Requirement.that(type == OnnxElementType.UINT8 || type == OnnxElementType.INT8, "it gives no %s", type);
		Requirement.that(inputs.getFirst().isFloat(), "it takes floats only");
		Quantization.check(inputs, this.axis);
		return new TensorType(type, inputs.getFirst().shape());
	}

	@Override
	public Value evaluate(List<Value> inputs) {
		TensorType type = output(inputs.stream().map(Value::type).toList());
		FloatBuffer x = ((Value.Floats) inputs.getFirst()).tensor().data();
		Quantization quantization = Quantization.of(inputs, this.axis);
		Value.Integers output = Value.Integers.zeros(type.elementType(), type.shape());
		int least = (type.elementType() == OnnxElementType.INT8) ? Byte.MIN_VALUE : 0;
		for (int i = 0; i < x.limit(); i++) {
			double rounded = Math.rint(x.get(i) / quantization.scale(i)) + quantization.zeroPoint(i);
			output.data().put(i, (long) Math.clamp(rounded, least, least + 255));
		}
		return output;
	}

}
