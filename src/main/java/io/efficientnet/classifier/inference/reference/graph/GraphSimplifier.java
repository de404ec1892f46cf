package io.efficientnet.classifier.inference.reference.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.reference.operator.Argument;
import io.efficientnet.classifier.inference.reference.operator.BoundOperator;
import io.efficientnet.classifier.inference.reference.operator.Operators;
import io.efficientnet.classifier.inference.reference.operator.TensorType;
import io.efficientnet.classifier.inference.reference.operator.UnsupportedGraph;
import io.efficientnet.classifier.inference.reference.operator.Value;
import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Reduces graphs to what has to be computed for each image. A graph that computes in
 * float16 or double is run in float32.
 */
public final class GraphSimplifier {

	private final FoldingBudget budget = new FoldingBudget();

	private final KnownValues values;

	private final List<BoundNode> nodes = new ArrayList<>();

	private GraphSimplifier(OnnxModel model) {
		this.values = new KnownValues(model.graph().initializers(), this.budget);
	}

	/**
	 * Reduces a graph in one pass from its input to its outputs.
	 * @param model whose graph has one input that is no initializer
	 * @param input extents of the input, the first being 1
	 * @param outputs names of the values that are wanted
	 * @return the graph for inputs of that shape
	 * @throws ServiceException {@code INVALID_REQUEST} if this executor cannot run it
	 */
	public static SimplifiedGraph simplify(OnnxModel model, Shape input, List<String> outputs) {
		GraphSimplifier simplifier = new GraphSimplifier(model);
		String image = ImageInput.of(model.graph(), input);
		simplifier.values.computed(image, input);
		List<ScopedNode> needed = NeededNodes.of(FunctionInliner.inline(model), (scoped) -> scoped.node().inputs(),
				(scoped) -> scoped.node().outputs(), outputs);
		needed.forEach(simplifier::add);
		return simplifier.result(image, outputs);
	}

	private void add(ScopedNode scoped) {
		OnnxNode node = scoped.node();
		if (node.outputs().getFirst().isEmpty()) {
			return;
		}
		chargeAttributes(node);
		List<@Nullable Argument> arguments = new ArrayList<>();
		for (String input : node.inputs()) {
			arguments.add(input.isEmpty() ? null : this.values.get(input));
		}
		add(node, Operators.bind(node, scoped.opset(), arguments));
	}

	private void add(OnnxNode node, BoundOperator bound) {
		String output = node.outputs().getFirst();
		List<Value> constants = bound.inputs()
			.stream()
			.map((input) -> this.values.get(input).constant())
			.filter(Objects::nonNull)
			.toList();
		List<TensorType> types = bound.inputs().stream().map((input) -> this.values.get(input).type()).toList();
		if (!types.isEmpty() && bound.operator().changesNothing(types)) {
			this.values.alias(output, bound.inputs().getFirst());
		}
		else if (constants.size() == types.size()) {
			this.values.constant(output, fold(node, bound, constants));
		}
		else {
			compute(node, bound, output);
		}
	}

	private Value fold(OnnxNode node, BoundOperator bound, List<Value> constants) {
		this.budget.charge(bound.output());
		try {
			return bound.operator().evaluate(constants);
		}
		catch (ArithmeticException ex) {
			throw UnsupportedGraph.because(node, String.valueOf(ex.getMessage()), ex);
		}
	}

	private void compute(OnnxNode node, BoundOperator bound, String output) {
		if (!bound.output().isFloat()) {
			throw UnsupportedGraph.because(node,
					"it computes %s from the image, not floats".formatted(bound.output().elementType()), null);
		}
		this.values.computed(output, bound.output().shape());
		this.nodes.add(new BoundNode(UnsupportedGraph.name(node), bound.operator(),
				bound.inputs().stream().map(this.values::resolved).toList(), output));
	}

	private SimplifiedGraph result(String image, List<String> outputs) {
		Map<String, String> wanted = new LinkedHashMap<>();
		outputs.forEach((output) -> wanted.put(output, this.values.resolved(output)));
		List<BoundNode> needed = NeededNodes.of(this.nodes, BoundNode::inputs, (node) -> List.of(node.output()),
				wanted.values());
		Map<String, Value> constants = new LinkedHashMap<>();
		Map<String, Shape> shapes = new LinkedHashMap<>();
		Stream<String> read = needed.stream().flatMap((node) -> node.inputs().stream());
		Stream<String> written = needed.stream().map(BoundNode::output);
		Stream.of(Stream.of(image), read, written, wanted.values().stream())
			.flatMap((names) -> names)
			.forEach((name) -> {
				Argument known = this.values.get(name);
				if (known.constant() != null) {
					constants.put(name, known.constant());
				}
				else {
					shapes.put(name, known.type().shape());
				}
			});
		return new SimplifiedGraph(image, needed, constants, shapes, wanted);
	}

	private void chargeAttributes(OnnxNode node) {
		for (OnnxAttribute attribute : node.attributes().values()) {
			if (attribute instanceof OnnxAttribute.TensorValue tensor) {
				this.budget.charge(tensor.value());
			}
		}
	}

}
