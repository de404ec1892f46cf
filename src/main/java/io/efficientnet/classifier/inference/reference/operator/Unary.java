package io.efficientnet.classifier.inference.reference.operator;

import java.nio.LongBuffer;
import java.util.List;

/**
 * {@code Abs}, {@code Ceil}, {@code Exp}, {@code Floor}, {@code Neg}, {@code Reciprocal},
 * {@code Sqrt} and {@code Tanh}; {@code Abs} and {@code Neg} also of whole numbers.
 *
 * @param function which of them
 */
public record Unary(Function function) implements Elementwise {

	@Override
	public String type() {
		return this.function.type;
	}

	@Override
	public TensorType output(List<TensorType> inputs) {
		TensorType input = inputs.getFirst();
		boolean whole = this.function == Function.ABS || this.function == Function.NEG;
		Requirement.that(input.isFloat() || whole, "it takes no %s", input.elementType());
		return input;
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
		return switch (this.function) {
			case ABS -> Math.abs(x);
			case CEIL -> (float) Math.ceil(x);
			case EXP -> (float) Math.exp(x);
			case FLOOR -> (float) Math.floor(x);
			case NEG -> -x;
			case RECIPROCAL -> 1 / x;
			case SQRT -> (float) Math.sqrt(x);
			case TANH -> (float) Math.tanh(x);
		};
	}

	private Value whole(Value.Integers input) {
		Value.Integers output = Value.Integers.zeros(input.elementType(), input.shape());
		LongBuffer to = output.data();
		for (int i = 0; i < to.limit(); i++) {
			long x = input.data().get(i);
			to.put(i, (this.function == Function.NEG) ? -x : Math.abs(x));
		}
		return output;
	}

	/** The functions. */
	public enum Function {

		/** {@code |x|}. */
		ABS("Abs"),

		/** Least whole number that is not below. */
		CEIL("Ceil"),

		/** {@code e^x}. */
		EXP("Exp"),

		/** Greatest whole number that is not above. */
		FLOOR("Floor"),

		/** {@code -x}. */
		NEG("Neg"),

		/** {@code 1 / x}. */
		RECIPROCAL("Reciprocal"),

		/** Square root. */
		SQRT("Sqrt"),

		/** Hyperbolic tangent. */
		TANH("Tanh");

		private final String type;

		Function(String type) {
			this.type = type;
		}

	}

}
