package io.efficientnet.classifier.inference.reference.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.reference.operator.Argument;
import io.efficientnet.classifier.inference.reference.operator.BoundOperator;
import io.efficientnet.classifier.inference.reference.operator.Operators;
import io.efficientnet.classifier.inference.reference.operator.TensorType;
import io.efficientnet.classifier.inference.reference.operator.UnsupportedGraph;
import io.efficientnet.classifier.inference.reference.operator.Value;
import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxGraph;
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
		ImageInput image = ImageInput.of(model.graph(), input);
		simplifier.values.computed(image.name(), input);
		if (image.takesBatches()) {
			simplifier.values.putForTwo(image.name(), Argument.computed(TensorType.floats(input.withCount(2))));
		}
		List<ScopedNode> needed = NeededNodes.of(FunctionInliner.inline(model), (scoped) -> scoped.node().inputs(),
				(scoped) -> scoped.node().outputs(), outputs);
		needed.forEach(simplifier::add);
		return simplifier.result(image.name(), outputs);
	}

	/**
	 * Replaces calls of local functions by their bodies, where these are written against
	 * the operator set of the model.
	 * @param model with or without functions
	 * @return the model without functions; the same where it has none
	 * @throws ServiceException {@code INVALID_REQUEST} if functions call themselves, are
	 * too many, or are written against another operator set
	 */
	public static OnnxModel inlined(OnnxModel model) {
		if (model.functions().isEmpty()) {
			return model;
		}
		List<ScopedNode> inlined = FunctionInliner.inline(model);
		for (ScopedNode scoped : inlined) {
			if (scoped.opset() != model.operatorSetVersion()) {
				throw UnsupportedGraph.because(scoped.node(), "its function is written against another operator set",
						null);
			}
		}
		OnnxGraph graph = model.graph();
		return new OnnxModel(model.irVersion(), model.producer(), model.producerVersion(), model.operatorSets(),
				model.metadata(), new OnnxGraph(graph.name(), inlined.stream().map(ScopedNode::node).toList(),
						graph.inputs(), graph.outputs(), graph.initializers()),
				List.of());
	}

	private void add(ScopedNode scoped) {
		OnnxNode node = scoped.node();
		if (node.outputs().getFirst().isEmpty()) {
			return;
		}
		chargeAttributes(node);
		BoundOperator one = Operators.bind(node, scoped.opset(), arguments(node, this.values::get));
		if (node.inputs().stream().anyMatch(this.values::dependsOnBatch)) {
			addOfBatch(node, one, bindForTwo(scoped));
		}
		else {
			add(node, one, changesNothing(one, this.values::get));
		}
	}

	private BoundOperator bindForTwo(ScopedNode scoped) {
		List<@Nullable Argument> arguments = arguments(scoped.node(), this.values::forTwo);
		try {
			return Operators.bind(scoped.node(), scoped.opset(), arguments);
		}
		catch (ServiceException ex) {
			throw UnsupportedGraph.because(scoped.node(), "it does not take two images at once", ex);
		}
	}

	private List<@Nullable Argument> arguments(OnnxNode node, Function<String, Argument> known) {
		List<@Nullable Argument> arguments = new ArrayList<>();
		for (String input : node.inputs()) {
			Argument argument = input.isEmpty() ? null : known.apply(input);
			if (argument != null && argument.constant() != null) {
				this.budget.chargeSteps((double) argument.type().shape().elementCount());
			}
			arguments.add(argument);
		}
		return arguments;
	}

	private static boolean changesNothing(BoundOperator bound, Function<String, Argument> known) {
		List<TensorType> types = bound.inputs().stream().map((input) -> known.apply(input).type()).toList();
		return !types.isEmpty() && bound.operator().changesNothing(types);
	}

	/** Adds a node whose output is another for two images. */
	private void addOfBatch(OnnxNode node, BoundOperator one, BoundOperator two) {
		boolean changesNothing = changesNothing(one, this.values::get) && changesNothing(two, this.values::forTwo);
		List<Value> constants = constants(two, this.values::forTwo);
		boolean isConstant = constants.size() == two.inputs().size();
		if (!isConstant) {
			ImageAxis.require(node, one, two);
			requireSameConstants(node, two);
		}
		String output = node.outputs().getFirst();
		add(node, one, changesNothing);
		if (changesNothing) {
			return;
		}
		Argument forTwo = isConstant ? Argument.constant(fold(node, two, constants)) : Argument.computed(two.output());
		if (!forTwo.equals(this.values.get(output))) {
			this.values.putForTwo(output, forTwo);
		}
	}

	private void requireSameConstants(OnnxNode node, BoundOperator two) {
		for (String input : two.inputs()) {
			if (this.values.dependsOnBatch(input) && this.values.get(input).constant() != null) {
				throw UnsupportedGraph.because(node, "it computes with the number of images", null);
			}
		}
	}

	private void add(OnnxNode node, BoundOperator bound, boolean changesNothing) {
		String output = node.outputs().getFirst();
		List<Value> constants = constants(bound, this.values::get);
		if (changesNothing) {
			this.values.alias(output, bound.inputs().getFirst());
		}
		else if (constants.size() == bound.inputs().size()) {
			this.values.constant(output, fold(node, bound, constants));
		}
		else {
			compute(node, bound, output);
		}
	}

	private static List<Value> constants(BoundOperator bound, Function<String, Argument> known) {
		return bound.inputs().stream().map((input) -> known.apply(input).constant()).filter(Objects::nonNull).toList();
	}

	private Value fold(OnnxNode node, BoundOperator bound, List<Value> constants) {
		this.budget.charge(bound.output());
		List<Shape> shapes = constants.stream().map((constant) -> constant.type().shape()).toList();
		this.budget.chargeSteps(bound.operator().steps(shapes, bound.output().shape()));
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
		outputs.forEach((output) -> wanted.put(output, resolvedOutput(output)));
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

	private String resolvedOutput(String output) {
		Argument known = this.values.get(output);
		if (known.constant() != null) {
			throw UnsupportedGraph.because("Output '%s' does not depend on the image".formatted(output));
		}
		if (!ImageAxis.isOneImage(known.type().shape())) {
			throw UnsupportedGraph.because("Output '%s' has shape %s for one image, whose first extent must be 1"
				.formatted(output, known.type().shape()));
		}
		return this.values.resolved(output);
	}

	private void chargeAttributes(OnnxNode node) {
		for (OnnxAttribute attribute : node.attributes().values()) {
			if (attribute instanceof OnnxAttribute.TensorValue tensor) {
				this.budget.charge(tensor.value());
			}
		}
	}

}
