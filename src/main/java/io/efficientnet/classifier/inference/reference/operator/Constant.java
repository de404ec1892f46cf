package io.efficientnet.classifier.inference.reference.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * {@code Constant}, with {@code value} or from operator set 12 on {@code value_float},
 * {@code value_floats}, {@code value_int} or {@code value_ints}. {@code Shape}, with
 * {@code start} and {@code end} from operator set 15 on, and {@code Size} are constants
 * too, since every extent is known.
 *
 * @param value the output
 */
public record Constant(Value value) implements Operator {

	private static final Set<String> FORMS = Set.of("value", "value_float", "value_floats", "value_int", "value_ints");

	static Constant bind(NodeArguments node) {
		List<OnnxAttribute> given = FORMS.stream().map(node.node().attributes()::get).filter(Objects::nonNull).toList();
		Requirement.that(given.size() == 1, "it needs one value that is no text and not sparse");
		return new Constant(switch (given.getFirst()) {
			case OnnxAttribute.TensorValue tensor -> Value.of(tensor.value());
			case OnnxAttribute.FloatValue number -> floats(Shape.of(), List.of(number.value()));
			case OnnxAttribute.FloatValues numbers -> floats(Shape.of(numbers.values().size()), numbers.values());
			case OnnxAttribute.IntValue number -> Value.Integers.of(number.value()).reshaped(Shape.of());
			case OnnxAttribute.IntValues numbers ->
				Value.Integers.of(numbers.values().stream().mapToLong(Long::longValue).toArray());
			default -> throw new IllegalArgumentException("its value is of an unexpected type");
		});
	}

	static Constant bindShape(NodeArguments node) {
		long[] extents = node.shape(0).toLongs();
		int start = clamped(node.node().integer("start", 0), extents.length);
		int end = clamped(node.node().integer("end", extents.length), extents.length);
		return new Constant(Value.Integers.of(Arrays.copyOfRange(extents, start, Math.max(start, end))));
	}

	static Constant bindSize(NodeArguments node) {
		return new Constant(Value.Integers.of(node.shape(0).elementCount()).reshaped(Shape.of()));
	}

	@Override
	public String type() {
		return "Constant";
	}

	@Override
	public TensorType output(List<TensorType> inputs) {
		return this.value.type();
	}

	@Override
	public Value evaluate(List<Value> inputs) {
		return this.value;
	}

	private static int clamped(long position, int rank) {
		return Math.clamp((position < 0) ? position + rank : position, 0, rank);
	}

	private static Value floats(Shape shape, List<Float> numbers) {
		float[] elements = new float[numbers.size()];
		for (int i = 0; i < elements.length; i++) {
			elements[i] = numbers.get(i);
		}
		return new Value.Floats(Tensor.of(shape, elements));
	}

}
