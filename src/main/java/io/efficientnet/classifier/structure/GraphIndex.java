package io.efficientnet.classifier.structure;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Which node computes a value of a graph, and which values are constants. */
final class GraphIndex {

	private static final Set<String> KEEP_SHAPE = Set.of("Identity", "Cast");

	private static final Set<String> KEEP_VALUES = Set.of("Identity", "Cast", "Expand", "Reshape", "Unsqueeze",
			"Squeeze");

	private static final Set<OnnxElementType> FLOATING = Set.of(OnnxElementType.FLOAT, OnnxElementType.FLOAT16,
			OnnxElementType.BFLOAT16, OnnxElementType.DOUBLE);

	private final OnnxGraph graph;

	private final Map<String, OnnxNode> producers = new HashMap<>();

	GraphIndex(OnnxGraph graph) {
		this.graph = graph;
		for (OnnxNode node : graph.nodes()) {
			for (String output : node.outputs()) {
				boolean known = graph.initializers().containsKey(output);
				if (!output.isEmpty() && (this.producers.put(output, node) != null || known)) {
					throw ForeignGraph
						.refused("value '%s' is computed twice; export the model again".formatted(output));
				}
			}
		}
	}

	OnnxGraph graph() {
		return this.graph;
	}

	@Nullable OnnxNode producer(String value) {
		return this.producers.get(value);
	}

	/** No walk along a graph without cycles takes more steps. */
	int longestWalk() {
		return this.graph.nodes().size() + 1;
	}

	/** A constant with its shape, also where a node gives it another type. */
	@Nullable OnnxConstant constant(String value) {
		return constant(value, KEEP_SHAPE);
	}

	/**
	 * The numbers of a constant, whatever shape nodes give it.
	 * @param value name of the value
	 * @return row-major; null where it is computed from something else, or is not
	 * floating-point
	 */
	float @Nullable [] numbers(String value) {
		OnnxConstant constant = constant(value, KEEP_VALUES);
		return (constant != null && FLOATING.contains(constant.elementType())) ? constant.toTensor().toArray() : null;
	}

	/** Whole numbers, for instance axes. */
	@Nullable List<Long> integers(String value) {
		OnnxConstant constant = constant(value);
		if (constant == null || (constant.elementType() != OnnxElementType.INT64
				&& constant.elementType() != OnnxElementType.INT32)) {
			return null;
		}
		return Arrays.stream(constant.toLongs()).boxed().toList();
	}

	/** A constant matrix, also where a node transposes it. */
	@Nullable Tensor matrix(String value) {
		OnnxConstant constant = constant(value);
		if (constant != null) {
			boolean isMatrix = constant.shape().rank() == 2 && FLOATING.contains(constant.elementType());
			return isMatrix ? constant.toTensor() : null;
		}
		OnnxNode node = producer(value);
		if (node == null || !node.operator().equals("Transpose") || node.inputs().isEmpty()) {
			return null;
		}
		OnnxConstant original = constant(node.inputs().getFirst());
		boolean isMatrix = original != null && original.shape().rank() == 2
				&& FLOATING.contains(original.elementType());
		return (original != null && isMatrix) ? transposed(original.toTensor()) : null;
	}

	static Tensor transposed(Tensor matrix) {
		int rows = matrix.shape().dimension(0);
		int columns = matrix.shape().dimension(1);
		Tensor result = Tensor.allocate(Shape.of(columns, rows));
		for (int row = 0; row < rows; row++) {
			for (int column = 0; column < columns; column++) {
				result.data().put(column * rows + row, matrix.data().get(row * columns + column));
			}
		}
		return result;
	}

	private @Nullable OnnxConstant constant(String value, Set<String> passed) {
		String name = value;
		for (int step = 0; step < longestWalk(); step++) {
			OnnxConstant initializer = this.graph.initializers().get(name);
			if (initializer != null) {
				return initializer;
			}
			OnnxNode node = producer(name);
			if (node == null) {
				return null;
			}
			if (node.operator().equals("Constant")) {
				return literal(node);
			}
			if (!passed.contains(node.operator()) || node.inputs().isEmpty()) {
				return null;
			}
			name = node.inputs().getFirst();
		}
		return null;
	}

	private static @Nullable OnnxConstant literal(OnnxNode node) {
		for (OnnxAttribute attribute : node.attributes().values()) {
			switch (attribute) {
				case OnnxAttribute.TensorValue(OnnxConstant value) -> {
					return value;
				}
				case OnnxAttribute.FloatValue(float value) -> {
					return OnnxConstant.of(Tensor.of(Shape.of(1), value));
				}
				case OnnxAttribute.FloatValues(List<Float> values) -> {
					return floats(values);
				}
				case OnnxAttribute.IntValue(long value) -> {
					return OnnxConstant.of(Shape.of(1), value);
				}
				case OnnxAttribute.IntValues(List<Long> values) -> {
					return OnnxConstant.of(Shape.of(values.size()),
							values.stream().mapToLong(Long::longValue).toArray());
				}
				default -> {
					return null;
				}
			}
		}
		return null;
	}

	private static OnnxConstant floats(List<Float> values) {
		Tensor tensor = Tensor.allocate(Shape.of(values.size()));
		values.forEach(tensor.data().duplicate()::put);
		return OnnxConstant.of(tensor);
	}

}
