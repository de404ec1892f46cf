package io.efficientnet.classifier.inference.reference.operator;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;

import io.efficientnet.classifier.onnx.OnnxElementType;

/**
 * {@code Cast}, and {@code CastLike}, whose second input gives the type. Between
 * floating-point types it does nothing, since all are computed as float32. To whole
 * numbers it cuts off the fraction.
 *
 * @param to kind of the output
 */
public record Cast(OnnxElementType to) implements Operator {

	public Cast {
		to = TensorType.asComputed(to);
	}

	static Cast bind(NodeArguments node) {
		int code = node.integer("to", 0);
		return new Cast(Arrays.stream(OnnxElementType.values())
			.filter((type) -> type.code() == code)
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("it casts to the unknown type %d".formatted(code))));
	}

	static Cast bindLike(NodeArguments node) {
		return new Cast(node.type(1).elementType());
	}

	@Override
	public String type() {
		return "Cast";
	}

	@Override
	public TensorType output(List<TensorType> inputs) {
		return new TensorType(this.to, inputs.getFirst().shape());
	}

	@Override
	public Value evaluate(List<Value> inputs) {
		Value input = inputs.getFirst();
		if (changesNothing(List.of(input.type()))) {
			return input;
		}
		Value output = Value.zeros(new TensorType(this.to, input.type().shape()));
		switch (output) {
			case Value.Floats floats -> widen((Value.Integers) input, floats.tensor().data());
			case Value.Integers integers -> narrow(input, integers.data());
		}
		return output;
	}

	@Override
	public boolean changesNothing(List<TensorType> inputs) {
		return inputs.getFirst().elementType() == this.to;
	}

	private static void widen(Value.Integers input, FloatBuffer output) {
		for (int i = 0; i < output.limit(); i++) {
			output.put(i, (float) input.data().get(i));
		}
	}

	private void narrow(Value input, LongBuffer output) {
		for (int i = 0; i < output.limit(); i++) {
			output.put(i, switch (input) {
				case Value.Floats floats -> whole(floats.tensor().data().get(i));
				case Value.Integers integers -> whole(integers.data().get(i));
			});
		}
	}

	private long whole(float x) {
		return (this.to == OnnxElementType.BOOL) ? ((x != 0) ? 1 : 0) : whole((long) x);
	}

	private long whole(long x) {
		return switch (this.to) {
			case BOOL -> (x != 0) ? 1 : 0;
			case INT8 -> (byte) x;
			case UINT8 -> x & 0xff;
			case INT16 -> (short) x;
			case UINT16 -> x & 0xffff;
			case INT32 -> (int) x;
			case UINT32 -> x & 0xffff_ffffL;
			default -> x;
		};
	}

}
