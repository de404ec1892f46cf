package io.efficientnet.classifier.inference.reference.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxNode;
import org.jspecify.annotations.Nullable;

/** Every operator that is known, by its name in ONNX. */
public final class Operators {

	private static final int ANY = Integer.MAX_VALUE;

	// Before it Add and Mul broadcast by attributes
	private static final long OLDEST_OPERATOR_SET = 7;

	private static final Map<String, Entry> ENTRIES = Map.ofEntries(Map.entry("Abs", unary(Unary.Function.ABS)),
			Map.entry("Add", arithmetic(2, 2, Arithmetic.Function.ADD)),
			Map.entry("AveragePool", new Entry(1, 1, 1, AveragePool::bind)),
			Map.entry("BatchNormalization", new Entry(5, 5, 5, BatchNormalization::bind)),
			Map.entry("Cast", new Entry(1, 1, 1, Cast::bind)),
			Map.entry("CastLike", new Entry(1, 1, 2, Cast::bindLike)), Map.entry("Ceil", unary(Unary.Function.CEIL)),
			Map.entry("Clip", new Entry(1, 1, 3, Clip::bind)),
			Map.entry("Concat", new Entry(1, ANY, ANY, Concat::bind)),
			Map.entry("Constant", new Entry(0, 0, 0, Constant::bind)),
			Map.entry("ConstantOfShape", new Entry(0, 0, 1, ConstantOfShape::bind)),
			Map.entry("Conv", new Entry(2, 3, 3, Convolution::bind)),
			Map.entry("DequantizeLinear", new Entry(2, 3, 3, DequantizeLinear::bind)),
			Map.entry("Div", arithmetic(2, 2, Arithmetic.Function.DIV)),
			Map.entry("Dropout", new Entry(1, 1, 3, Identity::bindDropout)),
			Map.entry("Equal", comparison(Comparison.Function.EQUAL)), Map.entry("Exp", unary(Unary.Function.EXP)),
			Map.entry("Expand", new Entry(1, 1, 2, Expand::bind)),
			Map.entry("Flatten", new Entry(1, 1, 1, Reshape::bindFlatten)),
			Map.entry("Floor", unary(Unary.Function.FLOOR)), Map.entry("Gather", new Entry(1, 1, 2, Gather::bind)),
			Map.entry("Gemm", new Entry(2, 3, 3, Gemm::bind)),
			Map.entry("GlobalAveragePool", new Entry(1, 1, 1, (_) -> new GlobalAveragePool())),
			Map.entry("Greater", comparison(Comparison.Function.GREATER)),
			Map.entry("HardSigmoid", new Entry(1, 1, 1, HardSigmoid::bind)),
			Map.entry("HardSwish", new Entry(1, 1, 1, (_) -> new HardSwish())),
			Map.entry("Identity", new Entry(1, 1, 1, (_) -> new Identity())),
			Map.entry("Less", comparison(Comparison.Function.LESS)),
			Map.entry("MatMul", new Entry(2, 2, 2, (_) -> new MatMul())),
			Map.entry("Max", arithmetic(1, ANY, Arithmetic.Function.MAX)),
			Map.entry("Min", arithmetic(1, ANY, Arithmetic.Function.MIN)),
			Map.entry("Mul", arithmetic(2, 2, Arithmetic.Function.MUL)), Map.entry("Neg", unary(Unary.Function.NEG)),
			Map.entry("Pad", new Entry(1, 1, 4, Pad::bind)),
			Map.entry("Pow", arithmetic(2, 2, Arithmetic.Function.POW)),
			Map.entry("QuantizeLinear", new Entry(2, 3, 3, QuantizeLinear::bind)),
			Map.entry("Range", new Entry(0, 0, 3, Range::bind)),
			Map.entry("Reciprocal", unary(Unary.Function.RECIPROCAL)),
			Map.entry("ReduceMean", new Entry(1, 1, 2, ReduceMean::bind)),
			Map.entry("ReduceSum", new Entry(1, 1, 2, ReduceSum::bind)),
			Map.entry("Relu", new Entry(1, 1, 1, (_) -> new Relu())),
			Map.entry("Reshape", new Entry(1, 1, 2, Reshape::bind)),
			Map.entry("Shape", new Entry(0, 0, 1, Constant::bindShape)),
			Map.entry("Sigmoid", new Entry(1, 1, 1, (_) -> new Sigmoid())),
			Map.entry("Size", new Entry(0, 0, 1, Constant::bindSize)),
			Map.entry("Slice", new Entry(1, 1, 5, Slice::bind)),
			Map.entry("Softmax", new Entry(1, 1, 1, Softmax::bind)), Map.entry("Sqrt", unary(Unary.Function.SQRT)),
			Map.entry("Squeeze", new Entry(1, 1, 2, Reshape::bindSqueeze)),
			Map.entry("Sub", arithmetic(2, 2, Arithmetic.Function.SUB)),
			Map.entry("Sum", arithmetic(1, ANY, Arithmetic.Function.ADD)),
			Map.entry("Swish", new Entry(1, 1, 1, Swish::bind)), Map.entry("Tanh", unary(Unary.Function.TANH)),
			Map.entry("Transpose", new Entry(1, 1, 1, Transpose::bind)),
			Map.entry("Unsqueeze", new Entry(1, 1, 2, Reshape::bindUnsqueeze)),
			Map.entry("Where", new Entry(1, 2, 2, 3, Where::bind)));

	private Operators() {
	}

	/**
	 * Binds what is no data.
	 * @param node to be bound
	 * @param opset version of the standard operators that the node is written against
	 * @param arguments what is known of each of the node's inputs, in order; null for an
	 * input that is left out
	 * @return the operator, with the inputs that remain
	 * @throws ServiceException {@code INVALID_REQUEST} if the operator is unknown, or
	 * does not take such arguments
	 */
	public static BoundOperator bind(OnnxNode node, long opset, List<@Nullable Argument> arguments) {
		Entry entry = ENTRIES.get(node.operator());
		if (entry == null || !node.domain().isEmpty()) {
			throw UnsupportedGraph.because("Operator %s of node '%s' is not supported by the Java executor"
				.formatted(qualified(node), UnsupportedGraph.name(node)));
		}
		try {
			Requirement.that(opset >= OLDEST_OPERATOR_SET, "operator set %d is older than %d", opset,
					OLDEST_OPERATOR_SET);
			Requirement.that(arguments.size() <= entry.mostInputs(), "it has %d inputs", arguments.size());
			return entry.bind(new NodeArguments(node, opset, arguments));
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw UnsupportedGraph.because(node, String.valueOf(ex.getMessage()), ex);
		}
	}

	private static String qualified(OnnxNode node) {
		return node.domain().isEmpty() ? node.operator() : node.domain() + "." + node.operator();
	}

	private static Entry unary(Unary.Function function) {
		return new Entry(1, 1, 1, (_) -> new Unary(function));
	}

	private static Entry arithmetic(int least, int most, Arithmetic.Function function) {
		return new Entry(least, most, most, (_) -> new Arithmetic(function));
	}

	private static Entry comparison(Comparison.Function function) {
		return new Entry(2, 2, 2, (_) -> new Comparison(function));
	}

	private record Entry(int firstData, int leastData, int mostData, int mostInputs, Binder binder) {

		Entry(int leastData, int mostData, int mostInputs, Binder binder) {
			this(0, leastData, mostData, mostInputs, binder);
		}

		BoundOperator bind(NodeArguments node) {
			List<String> names = new ArrayList<>();
			List<TensorType> types = new ArrayList<>();
			int given = Math.clamp(node.inputCount() - this.firstData, this.leastData, this.mostData);
			for (int input = this.firstData; input < this.firstData + given; input++) {
				types.add(node.type(input));
				names.add(node.node().inputs().get(input));
			}
			Operator operator = this.binder.bind(node);
			return new BoundOperator(operator, names, operator.output(types));
		}

	}

	@FunctionalInterface
	private interface Binder {

		Operator bind(NodeArguments node);

	}

}
