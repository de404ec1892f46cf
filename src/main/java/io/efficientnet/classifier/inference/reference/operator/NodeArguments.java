package io.efficientnet.classifier.inference.reference.operator;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What a node says about itself, attributes and inputs. What the newer operator sets give
 * as constant inputs the older ones give as attributes, so parameters are asked for by
 * both.
 */
final class NodeArguments {

	private final OnnxNode node;

	private final long opset;

	private final List<@Nullable Argument> inputs;

	NodeArguments(OnnxNode node, long opset, List<@Nullable Argument> inputs) {
		this.node = node;
		this.opset = opset;
		this.inputs = inputs;
	}

	OnnxNode node() {
		return this.node;
	}

	/**
	 * How many inputs there are up to the last that is not left out.
	 */
	int inputCount() {
		int count = this.inputs.size();
		while (count > 0 && this.inputs.get(count - 1) == null) {
			count--;
		}
		return count;
	}

	boolean since(long version) {
		return this.opset >= version;
	}

	boolean has(int input) {
		return input < this.inputs.size() && this.inputs.get(input) != null;
	}

	TensorType type(int input) {
		return argument(input).type();
	}

	Shape shape(int input) {
		return type(input).shape();
	}

	Value constant(int input) {
		Value value = argument(input).constant();
		if (value == null) {
			throw new IllegalArgumentException("its input %d must be a constant".formatted(input));
		}
		return value;
	}

	Value.Integers integers(int input) {
		if (!(constant(input) instanceof Value.Integers integers)) {
			throw new IllegalArgumentException("its input %d must hold whole numbers".formatted(input));
		}
		return integers;
	}

	double number(int input, double absent) {
		if (!has(input)) {
			return absent;
		}
		Value value = constant(input);
		Requirement.that(value.type().shape().elementCount() == 1, "its input %d must be one number", input);
		return switch (value) {
			case Value.Floats floats -> floats.tensor().data().get(0);
			case Value.Integers integers -> integers.data().get(0);
		};
	}

	int integer(String attribute, long absent) {
		return Math.toIntExact(this.node.integer(attribute, absent));
	}

	boolean flag(String attribute, boolean absent) {
		return this.node.integer(attribute, absent ? 1 : 0) != 0;
	}

	float decimal(String attribute, float absent) {
		return this.node.decimal(attribute, absent);
	}

	/**
	 * A list that is an attribute in old operator sets and an input in new ones.
	 * @return its elements, or null if the node gives neither
	 */
	long @Nullable [] list(String attribute, long inputSince, int input) {
		if (since(inputSince)) {
			return has(input) ? integers(input).toArray() : null;
		}
		if (!this.node.attributes().containsKey(attribute)) {
			return null;
		}
		return this.node.integers(attribute, List.of()).stream().mapToLong(Long::longValue).toArray();
	}

	long[] required(String attribute, long inputSince, int input) {
		long[] list = list(attribute, inputSince, input);
		if (list == null) {
			throw new IllegalArgumentException("it has no " + attribute);
		}
		return list;
	}

	long[] listOr(String attribute, long... absent) {
		List<Long> values = this.node.integers(attribute, Arrays.stream(absent).boxed().toList());
		Requirement.that(values.size() == absent.length, "%s must have %d entries, not %s", attribute, absent.length,
				values);
		return values.stream().mapToLong(Long::longValue).toArray();
	}

	int axis(long absent, int rank) {
		return axis(this.node.integer("axis", absent), (long) rank);
	}

	static int axis(long axis, long rank) {
		Requirement.that(axis >= -rank && axis < rank, "axis %d is none of rank %d", axis, rank);
		return (int) ((axis < 0) ? axis + rank : axis);
	}

	static List<Integer> axes(long[] axes, int rank) {
		Requirement.that(axes.length <= rank && rank <= Extents.HIGHEST_RANK, "%d axes are too many", axes.length);
		List<Integer> sorted = Arrays.stream(axes).mapToObj((axis) -> axis(axis, (long) rank)).sorted().toList();
		Requirement.that(sorted.stream().distinct().count() == axes.length, "axes %s repeat", sorted);
		return sorted;
	}

	static List<Integer> every(int rank) {
		return IntStream.range(0, rank).boxed().toList();
	}

	private Argument argument(int input) {
		Argument argument = (input < this.inputs.size()) ? this.inputs.get(input) : null;
		if (argument == null) {
			throw new IllegalArgumentException("its input %d is missing".formatted(input));
		}
		return argument;
	}

}
