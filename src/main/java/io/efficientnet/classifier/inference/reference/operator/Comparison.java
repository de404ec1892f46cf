package io.efficientnet.classifier.inference.reference.operator;

import java.util.List;

import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.tensor.Shape;

/**
 * {@code Equal}, {@code Less} and {@code Greater}, broadcast as NumPy does. They occur
 * where shapes are computed, so they are evaluated only.
 *
 * @param function which of them
 */
public record Comparison(Function function) implements Operator {

	@Override
	public String type() {
		return this.function.type;
	}

	@Override
	public TensorType output(List<TensorType> inputs) {
		Requirement.that(inputs.get(0).elementType() == inputs.get(1).elementType(), "it mixes %s and %s",
				inputs.get(0).elementType(), inputs.get(1).elementType());
		return new TensorType(OnnxElementType.BOOL, Extents.broadcast(inputs.stream().map(TensorType::shape).toList()));
	}

	@Override
	public Value evaluate(List<Value> inputs) {
		Shape shape = Extents.broadcast(inputs.stream().map((input) -> input.type().shape()).toList());
		Value.Integers output = Value.Integers.zeros(OnnxElementType.BOOL, shape);
		List<Strides> strides = List.of(Strides.broadcast(inputs.get(0).type().shape(), shape),
				Strides.broadcast(inputs.get(1).type().shape(), shape), Strides.dense(shape));
		RowWalk.walk(shape, strides, (offsets, steps, count) -> {
			for (int i = 0; i < count; i++) {
				boolean holds = holds(inputs, offsets[0] + i * steps[0], offsets[1] + i * steps[1]);
				output.data().put(offsets[2] + i, holds ? 1 : 0);
			}
		});
		return output;
	}

	private boolean holds(List<Value> inputs, int left, int right) {
		if (inputs.get(0) instanceof Value.Floats a && inputs.get(1) instanceof Value.Floats b) {
			float x = a.tensor().data().get(left);
			float y = b.tensor().data().get(right);
			return switch (this.function) {
				case EQUAL -> x == y;
				case LESS -> x < y;
				case GREATER -> x > y;
			};
		}
		long x = ((Value.Integers) inputs.get(0)).data().get(left);
		long y = ((Value.Integers) inputs.get(1)).data().get(right);
		return switch (this.function) {
			case EQUAL -> x == y;
			case LESS -> x < y;
			case GREATER -> x > y;
		};
	}

	/** The functions. */
	public enum Function {

		/** {@code a == b}. */
		EQUAL("Equal"),

		/** {@code a < b}. */
		LESS("Less"),

		/** {@code a > b}. */
		GREATER("Greater");

		private final String type;

		Function(String type) {
			this.type = type;
		}

	}

}
