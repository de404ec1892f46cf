package io.efficientnet.classifier.inference.reference.operator;

import java.nio.LongBuffer;
import java.util.List;

/**
 * {@code Clip}: {@code min(max(x, low), high)}, of floats and from operator set 12 on of
 * whole numbers. The limits are attributes before operator set 11, then optional inputs.
 *
 * @param low least result, may be minus infinity
 * @param high greatest result, may be infinity
 */
public record Clip(double low, double high) implements Elementwise {

	static Clip bind(NodeArguments node) {
		if (node.since(11)) {
			return new Clip(node.number(1, Double.NEGATIVE_INFINITY), node.number(2, Double.POSITIVE_INFINITY));
		}
		return new Clip(node.decimal("min", -Float.MAX_VALUE), node.decimal("max", Float.MAX_VALUE));
	}

	@Override
	public String type() {
		return "Clip";
	}

	@Override
	public TensorType output(List<TensorType> inputs) {
		return inputs.getFirst();
	}

	@Override
	public Value evaluate(List<Value> inputs) {
		return switch (inputs.getFirst()) {
			case Value.Floats _ -> Elementwise.super.evaluate(inputs);
			case Value.Integers integers -> whole(integers);
		};
	}

	@Override
	public float at(float x) {
		return Math.min(Math.max(x, (float) this.low), (float) this.high);
	}

	private Value whole(Value.Integers input) {
		Value.Integers output = Value.Integers.zeros(input.elementType(), input.shape());
		LongBuffer to = output.data();
		for (int i = 0; i < to.limit(); i++) {
			to.put(i, Math.min(Math.max(input.data().get(i), (long) this.low), (long) this.high));
		}
		return output;
	}

}
