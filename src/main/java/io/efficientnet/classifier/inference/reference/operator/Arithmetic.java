package io.efficientnet.classifier.inference.reference.operator;

import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * {@code Add}, {@code Sub}, {@code Mul}, {@code Div}, {@code Pow}, {@code Max} and
 * {@code Min}, of floats or whole numbers, broadcast as NumPy does. {@code Max},
 * {@code Min} and {@code Sum}, which is an {@code Add}, take any number of inputs.
 *
 * @param function which of them
 */
public record Arithmetic(Function function) implements Operator {

	@Override
	public String type() {
		return this.function.type;
	}

	@Override
	public TensorType output(List<TensorType> inputs) {
		TensorType first = inputs.getFirst();
		for (TensorType input : inputs) {
			Requirement.that(input.elementType() == first.elementType(), "it mixes %s and %s", first.elementType(),
					input.elementType());
		}
		return new TensorType(first.elementType(), Extents.broadcast(inputs.stream().map(TensorType::shape).toList()));
	}

	@Override
	public Value evaluate(List<Value> inputs) {
		Value output = Value.zeros(output(inputs.stream().map(Value::type).toList()));
		switch (output) {
			case Value.Floats floats ->
				apply(inputs.stream().map((input) -> ((Value.Floats) input).tensor()).toList(), floats.tensor());
			case Value.Integers integers ->
				whole(inputs.stream().map((input) -> (Value.Integers) input).toList(), integers);
		}
		return output;
	}

	@Override
	public void apply(List<Tensor> inputs, Tensor output) {
		Tensor first = inputs.getFirst();
		if (inputs.size() == 1) {
			output.data().put(0, first.data(), 0, first.data().limit());
			return;
		}
		// Further inputs are applied to what the output already holds
		for (Tensor next : inputs.subList(1, inputs.size())) {
			pair(first, next, output);
			first = output;
		}
	}

	private void pair(Tensor left, Tensor right, Tensor output) {
		RowWalk.walk(output.shape(), strides(output.shape(), left.shape(), right.shape()), (offsets, steps, count) -> {
			for (int i = 0; i < count; i++) {
				output.data()
					.put(offsets[2] + i, this.function.of(left.data().get(offsets[0] + i * steps[0]),
							right.data().get(offsets[1] + i * steps[1])));
			}
		});
	}

	private void whole(List<Value.Integers> inputs, Value.Integers output) {
		Value.Integers first = inputs.getFirst();
		Shape shape = output.shape();
		if (inputs.size() == 1) {
			output.data().put(0, first.data(), 0, first.data().limit());
		}
		for (Value.Integers next : inputs.subList(1, inputs.size())) {
			Value.Integers left = first;
			RowWalk.walk(shape, strides(shape, left.shape(), next.shape()), (offsets, steps, count) -> {
				for (int i = 0; i < count; i++) {
					output.data()
						.put(offsets[2] + i, this.function.of(left.data().get(offsets[0] + i * steps[0]),
								next.data().get(offsets[1] + i * steps[1])));
				}
			});
			first = output;
		}
	}

	private static List<Strides> strides(Shape output, Shape left, Shape right) {
		return List.of(Strides.broadcast(left, output), Strides.broadcast(right, output), Strides.dense(output));
	}

	/** The functions. */
	public enum Function {

		/** {@code a + b}. */
		ADD("Add"),

		/** {@code a - b}. */
		SUB("Sub"),

		/** {@code a * b}. */
		MUL("Mul"),

		/** {@code a / b}, towards zero for whole numbers. */
		DIV("Div"),

		/** {@code a} to the power of {@code b}. */
		POW("Pow"),

		/** The greater. */
		MAX("Max"),

		/** The less. */
		MIN("Min");

		private final String type;

		Function(String type) {
			this.type = type;
		}

		float of(float a, float b) {
			return switch (this) {
				case ADD -> a + b;
				case SUB -> a - b;
				case MUL -> a * b;
				case DIV -> a / b;
				case POW -> (float) Math.pow(a, b);
				case MAX -> Math.max(a, b);
				case MIN -> Math.min(a, b);
			};
		}

		long of(long a, long b) {
			return switch (this) {
				case ADD -> a + b;
				case SUB -> a - b;
				case MUL -> a * b;
				case DIV -> a / b;
				case POW -> (long) Math.pow((double) a, (double) b);
				case MAX -> Math.max(a, b);
				case MIN -> Math.min(a, b);
			};
		}

	}

}
