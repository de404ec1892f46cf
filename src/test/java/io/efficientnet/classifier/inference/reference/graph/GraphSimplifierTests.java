package io.efficientnet.classifier.inference.reference.graph;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import io.efficientnet.classifier.conversion.ModelConversion;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.InferenceFixtures;
import io.efficientnet.classifier.inference.reference.operator.Pad;
import io.efficientnet.classifier.inference.reference.operator.Value;
import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxDimension;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GraphSimplifierTests {

	private static final Shape IMAGE = Shape.of(1, 3, 9, 8);

	// Sums in another order through 18 blocks, relative to logits of about 1
	private static final Offset<Float> NETWORK_TOLERANCE = Offset.offset(1e-4f);

	@Test
	void keepsEveryNodeOfAGraphWithoutArithmeticOnShapes() throws Exception {
		OnnxModel model = ModelConversion.synthesize(EfficientNetVariant.B0, 0).model();
		Tensor image = InferenceFixtures.input(1, 3, 64, 64);

		SimplifiedGraph graph = GraphSimplifier.simplify(model, image.shape(), List.of("logits"));

		assertThat(graph.nodes()).hasSameSizeAs(model.graph().nodes());
		assertThat(graph.shapes()).containsEntry("logits", Shape.of(1, 1000));
		assertThat(floats(Graphs.run(graph, image), "logits")).satisfies((logits) -> {
			float[] expected = Graphs.runtime(model, image);
			for (int i = 0; i < expected.length; i++) {
				assertThat(logits[i]).isCloseTo(expected[i], NETWORK_TOLERANCE);
			}
		});
	}

	@Test
	void leavesOutWhatNoWantedOutputNeeds() {
		OnnxModel model = ModelConversion.synthesize(EfficientNetVariant.B0, 0).model();

		SimplifiedGraph graph = GraphSimplifier.simplify(model, Shape.of(1, 3, 64, 64), List.of("features"));

		assertThat(graph.nodes()).hasSizeLessThan(model.graph().nodes().size());
		assertThat(graph.nodes().getLast().output()).isEqualTo("features");
		assertThat(graph.shapes()).doesNotContainKey("logits");
	}

	@Test
	void foldsTheSamePaddingOfTorchScriptIntoOnePad() throws Exception {
		OnnxModel model = samePadding().model(17, "padded");
		Tensor image = InferenceFixtures.input(1, 3, 9, 8);

		SimplifiedGraph graph = GraphSimplifier.simplify(model, IMAGE, List.of("padded"));

		assertThat(graph.nodes()).singleElement()
			.extracting(BoundNode::operator)
			.isEqualTo(new Pad(List.of(0, 0, 1, 0), List.of(0, 0, 1, 1), 0));
		assertThat(floats(Graphs.run(graph, image), "padded")).isEqualTo(Graphs.runtime(model, image));
	}

	@Test
	void inlinesFunctionsWithinFunctions() throws Exception {
		Graphs graphs = new Graphs()
			.function("Gate", List.of(), Map.of("low", OnnxAttribute.of(-1f)),
					node("Constant", "limit", List.of(), Map.of("value_float", new OnnxAttribute.Reference("low", 1))),
					node("Max", "y", List.of("x", "limit"), Map.of()))
			.function("Twice", List.of("axis"), Map.of(),
					new OnnxNode("Gate", "local", "", List.of("x"), List.of("limit"), Map.of()),
					node("Softmax", "y", List.of("limit"), Map.of("axis", new OnnxAttribute.Reference("axis", 2))))
			.call("Twice", List.of("image"), List.of("first"), Map.of("axis", OnnxAttribute.of(1)))
			.call("Twice", List.of("first"), List.of("out"), Map.of("axis", OnnxAttribute.of(-1)));
		OnnxModel model = graphs.model(18, "out");
		Tensor image = InferenceFixtures.input(1, 3, 9, 8);

		SimplifiedGraph graph = GraphSimplifier.simplify(model, IMAGE, List.of("out"));

		assertThat(graph.nodes()).extracting((node) -> node.operator().type())
			.containsExactly("Max", "Softmax", "Max", "Softmax");
		float[] expected = Graphs.runtime(model, image);
		float[] actual = floats(Graphs.run(graph, image), "out");
		for (int i = 0; i < expected.length; i++) {
			assertThat(actual[i]).isCloseTo(expected[i], NETWORK_TOLERANCE);
		}
	}

	@Test
	void refusesFunctionsThatCallThemselves() {
		OnnxNode self = new OnnxNode("Loop", "local", "again", List.of("x"), List.of("y"), Map.of());
		Graphs graphs = new Graphs().function("Loop", List.of(), Map.of(), self)
			.call("Loop", List.of("image"), List.of("out"), Map.of());

		refused(graphs, "calls itself");
	}

	@Test
	void refusesFunctionsThatMultiplyWithoutBound() {
		Graphs graphs = new Graphs().call("F0", List.of("image"), List.of("out"), Map.of());
		for (int i = 0; i < 40; i++) {
			OnnxNode once = new OnnxNode("F" + (i + 1), "local", "", List.of("x"), List.of("half"), Map.of());
			OnnxNode again = new OnnxNode("F" + (i + 1), "local", "", List.of("half"), List.of("y"), Map.of());
			graphs.function("F" + i, List.of(), Map.of(), once, again);
		}

		refused(graphs, "more than 100000 nodes");
	}

	@Test
	void refusesFunctionsThatAreNestedTooDeeply() {
		Graphs graphs = new Graphs().call("F0", List.of("image"), List.of("out"), Map.of());
		for (int i = 0; i < 100; i++) {
			OnnxNode next = new OnnxNode("F" + (i + 1), "local", "", List.of("x"), List.of("y"), Map.of());
			graphs.function("F" + i, List.of(), Map.of(), next);
		}

		refused(graphs, "too deeply");
	}

	@Test
	void namesInlinedNodesByTheBeginningOfTheirCallsName() {
		Graphs graphs = new Graphs()
			.function("F", List.of(), Map.of(), node("Relu", "hidden", List.of("x"), Map.of()),
					node("Neg", "y", List.of("hidden"), Map.of()))
			.call("F", List.of("image"), List.of("o".repeat(1000)), Map.of())
			.call("F", List.of("o".repeat(1000)), List.of("out"), Map.of());

		SimplifiedGraph graph = GraphSimplifier.simplify(graphs.model(18, "out"), IMAGE, List.of("out"));

		assertThat(graph.nodes()).extracting(BoundNode::name)
			.containsExactly("call of " + "o".repeat(52) + "/1/hidden", "call of " + "o".repeat(52) + "/1/y",
					"call of out/4/hidden", "call of out/4/y");
	}

	@Test
	void refusesFunctionsWhoseCallsMakeTooManyNames() {
		Graphs graphs = new Graphs().function("F", List.of(), Map.of(),
				node("Relu", "h".repeat(1_000_000), List.of("x"), Map.of()),
				node("Neg", "y", List.of("h".repeat(1_000_000)), Map.of()));
		for (int i = 0; i < 15; i++) {
			graphs.call("F", List.of((i == 0) ? "image" : "v" + i), List.of((i == 14) ? "out" : "v" + (i + 1)),
					Map.of());
		}

		refused(graphs, "too many names");
	}

	@Test
	void refusesTwoFunctionsOfOneName() {
		Graphs graphs = new Graphs().function("F", List.of(), Map.of(), node("Relu", "y", List.of("x"), Map.of()))
			.function("F", List.of(), Map.of(), node("Neg", "y", List.of("x"), Map.of()))
			.call("F", List.of("image"), List.of("out"), Map.of());

		refused(graphs, "two functions 'F'");
	}

	@Test
	void widensWeightsBehindACast() {
		Graphs graphs = new Graphs().halves("w16", 0.5f, -2, 3)
			.node("Cast", "w32", List.of("w16"), Map.of("to", OnnxAttribute.of(1)))
			.node("Unsqueeze", "w", List.of("w32"), Map.of("axes", OnnxAttribute.ofAll(1, 2)))
			.node("Cast", "image16", List.of("image"), Map.of("to", OnnxAttribute.of(10)))
			.node("Mul", "out", "image16", "w");

		SimplifiedGraph graph = GraphSimplifier.simplify(graphs.model(11, "out"), IMAGE, List.of("out"));

		assertThat(graph.nodes()).singleElement()
			.satisfies((node) -> assertThat(node.inputs()).containsExactly("image", "w"));
		assertThat(graph.constants()).containsOnlyKeys("w");
		assertThat(floats(graph.constants(), "w")).containsExactly(0.5f, -2, 3);
	}

	@Test
	void restoresWeightsOfEightBits() {
		Graphs graphs = new Graphs()
			.node("Constant", "q", List.of(),
					Map.of("value",
							new OnnxAttribute.TensorValue(new OnnxConstant(OnnxElementType.INT8, Shape.of(3, 1, 1),
									ByteBuffer.wrap(new byte[] { -4, 0, 6 })))))
			.floats("scale", Shape.of(), 0.5f)
			.node("DequantizeLinear", "w", "q", "scale")
			.node("Mul", "out", "image", "w");

		SimplifiedGraph graph = GraphSimplifier.simplify(graphs.model(13, "out"), IMAGE, List.of("out"));

		assertThat(floats(graph.constants(), "w")).containsExactly(-2, 0, 3);
	}

	@Test
	void leavesOutNodesThatChangeNothing() {
		Graphs graphs = new Graphs().longs("shape", 0, 3, 9, -1)
			.node("Identity", "a", "image")
			.node("Dropout", "b", "a")
			.node("Reshape", "c", "b", "shape")
			.node("Transpose", "d", List.of("c"), Map.of("perm", OnnxAttribute.ofAll(0, 1, 2, 3)))
			.node("Relu", "e", "d")
			.node("Identity", "out", "e");

		SimplifiedGraph graph = GraphSimplifier.simplify(graphs.model(17, "out"), IMAGE, List.of("out", "c"));

		assertThat(graph.nodes()).singleElement()
			.isEqualTo(new BoundNode("e", graph.nodes().getFirst().operator(), List.of("image"), "e"));
		assertThat(graph.outputs()).containsExactly(Map.entry("out", "e"), Map.entry("c", "image"));
	}

	@Test
	void refusesOutputsThatDoNotDependOnTheImage() {
		refused(new Graphs().node("Shape", "out", "image"), "Output 'out' does not depend on the image");
		refused(new Graphs().floats("w", Shape.of(1, 2), 3, 4).node("Relu", "out", "w"),
				"Output 'out' does not depend on the image");
	}

	@Test
	void refusesOutputsWithoutAnAxisOfImages() {
		OnnxValueInfo single = OnnxValueInfo.floats("image", OnnxDimension.of(1), OnnxDimension.of(3),
				OnnxDimension.of(9), OnnxDimension.of(8));

		refused(new Graphs().inputs(single).longs("axes", 0).node("Squeeze", "out", "image", "axes"),
				"Output 'out' has shape [3, 9, 8] for one image");
		refused(new Graphs().inputs(single)
			.node("ReduceSum", "out", List.of("image"), Map.of("keepdims", OnnxAttribute.of(0))),
				"Output 'out' has shape [] for one image");
	}

	@Test
	void takesInitializersThatAreListedAsInputs() {
		Graphs graphs = new Graphs().inputs(floatInput("w"), floatInput("image"))
			.floats("w", Shape.of(), 2)
			.node("Mul", "out", "image", "w");

		assertThat(GraphSimplifier.simplify(graphs.model(9, "out"), IMAGE, List.of("out")).input()).isEqualTo("image");
	}

	@Test
	void refusesInputsThatAreNoSingleImage() {
		Graphs two = new Graphs().inputs(floatInput("a"), floatInput("b")).node("Add", "out", "a", "b");
		Graphs bytes = new Graphs().inputs(new OnnxValueInfo("image", OnnxElementType.UINT8, null))
			.node("Relu", "out", "image");
		Graphs fixed = new Graphs()
			.inputs(OnnxValueInfo.floats("image", OnnxDimension.of(8), OnnxDimension.of(3), OnnxDimension.of(7),
					OnnxDimension.of("w")))
			.node("Relu", "out", "image");

		refused(two, "2 inputs instead of one");
		refused(bytes, "takes UINT8, not floats");
		refused(fixed, "This model's graph takes images of 3x7xany, not 3x9x8");
	}

	@Test
	void runsOneImageOfAFixedBatch() {
		Graphs graphs = new Graphs()
			.inputs(OnnxValueInfo.floats("image", OnnxDimension.of(8), OnnxDimension.of(3), OnnxDimension.of(9),
					OnnxDimension.of(8)))
			.node("Relu", "out", "image");

		assertThat(GraphSimplifier.simplify(graphs.model(17, "out"), IMAGE, List.of("out")).shapes())
			.containsEntry("out", IMAGE);
	}

	@Test
	void refusesConstantsThatASmallFileBlowsUp() {
		Graphs large = new Graphs().longs("shape", 30_000, 30_000)
			.node("ConstantOfShape", "c", "shape")
			.node("Add", "out", "image", "c");
		refused(large, "take more than 1024 MiB");
	}

	@Test
	void refusesConstantsThatTakeLongToCompute() {
		Graphs product = new Graphs().longs("shape", 2048, 2048)
			.node("ConstantOfShape", "c", "shape")
			.node("MatMul", "p", "c", "c")
			.node("ReduceMean", "m", "p")
			.node("Add", "out", "image", "m");
		Graphs convolution = new Graphs().longs("pictures", 1, 256, 256, 256)
			.longs("weights", 256, 1, 20, 20)
			.node("ConstantOfShape", "x", "pictures")
			.node("ConstantOfShape", "w", "weights")
			.node("Conv", "c", List.of("x", "w"), Map.of("group", OnnxAttribute.of(256)))
			.node("ReduceMean", "m", "c")
			.node("Add", "out", "image", "m");
		Graphs pool = new Graphs().longs("pictures", 1, 1, 1024, 1024)
			.node("ConstantOfShape", "x", "pictures")
			.node("AveragePool", "p", List.of("x"), Map.of("kernel_shape", OnnxAttribute.ofAll(400, 400)))
			.node("ReduceMean", "m", "p")
			.node("Add", "out", "image", "m");

		refused(product, "take more than 4295 million steps");
		refused(convolution, "take more than 4295 million steps");
		refused(pool, "take more than 4295 million steps");
	}

	@Test
	void refusesConstantsThatAreReadTooOften() {
		Graphs elements = new Graphs().longs("shape", 1 << 24).whole("zero", 0).node("ConstantOfShape", "c", "shape");
		for (int i = 0; i < 260; i++) {
			elements.node("Gather", "e" + i, "c", "zero");
		}
		String[] all = IntStream.range(0, 260).mapToObj((i) -> "e" + i).toArray(String[]::new);
		elements.node("Sum", "total", all).node("Add", "out", "image", "total");

		refused(elements, "take more than 4295 million steps");
	}

	@Test
	void refusesEmptyConstantsThatTakeLongToWalk() {
		Graphs empty = new Graphs().longs("shape", 1 << 30, 8, 0)
			.node("ConstantOfShape", "c", "shape")
			.node("ReduceSum", "m", "c")
			.node("Add", "out", "image", "m");

		refused(empty, "take more than 4295 million steps");
	}

	@Test
	void refusesValuesThatAreTooLarge() {
		Graphs large = new Graphs()
			.inputs(OnnxValueInfo.floats("image", OnnxDimension.of(1), OnnxDimension.of(3), OnnxDimension.of("h"),
					OnnxDimension.of("w")))
			.longs("shape", 1 << 24, 1, 1, 1)
			.node("Expand", "out", "image", "shape");
		Graphs beyond = new Graphs().longs("shape", 1 << 30, 1 << 30, 1 << 30, 1, 1, 1, 1)
			.node("Expand", "out", "image", "shape");

		refused(large, "Value 'out' of shape [16777216, 3, 9, 8] is empty or too large");
		refused(beyond, "Too many elements");
	}

	@Test
	void refusesWhatIsNotComputedOrComputedTwice() {
		refused(new Graphs().node("Relu", "out", "nothing"), "nothing that computes value 'nothing'");
		refused(new Graphs().node("Relu", "other", "image"), "nothing that computes value 'out'");
		refused(new Graphs().node("Relu", "out", "image").node("Neg", "out", "image"), "'out' is computed twice");
		refused(new Graphs().node("Add", "out", "image", "late").node("Relu", "late", "image"), "value 'late'");
	}

	@Test
	void refusesWholeNumbersOfTheImage() {
		refused(new Graphs().floats("scale", Shape.of(), 1)
			.node("QuantizeLinear", "q", "image", "scale")
			.node("DequantizeLinear", "out", "q", "scale"), "Node 'q' (QuantizeLinear)");
	}

	@Test
	void refusesDivisionsByZero() {
		refused(new Graphs().whole("zero", 0)
			.node("Shape", "s", "image")
			.node("Div", "d", "s", "zero")
			.node("Expand", "out", "image", "d"), "Node 'd' (Div)");
	}

	@Test
	void ignoresUnknownOperatorsThatNothingNeeds() {
		Graphs graphs = new Graphs().node("NonMaxSuppression", "unused", "image").node("Relu", "out", "image");

		assertThat(GraphSimplifier.simplify(graphs.model(17, "out"), IMAGE, List.of("out")).nodes()).hasSize(1);
	}

	private static Graphs samePadding() {
		Graphs graphs = new Graphs().whole("i2", 2)
			.whole("i3", 3)
			.floats("stride", Shape.of(), 2)
			.longs("first", 0)
			.longs("pairs", -1, 2)
			.longs("last", -1)
			.longs("front", -9223372036854775807L)
			.longs("flat", -1)
			.longs("four", 4)
			.whole("k", 3)
			.whole("one", 1)
			.whole("stridei", 2)
			.whole("none", 0)
			.node("Shape", "shape", "image");
		for (String side : List.of("w", "h")) {
			graphs.node("Gather", "size" + side, "shape", side.equals("h") ? "i2" : "i3")
				.node("Cast", "f" + side, List.of("size" + side), Map.of("to", OnnxAttribute.of(1)))
				.node("Div", "q" + side, "f" + side, "stride")
				.node("Ceil", "c" + side, "q" + side)
				.node("Cast", "n" + side, List.of("c" + side), Map.of("to", OnnxAttribute.of(7)))
				.node("Sub", "m" + side, "n" + side, "one")
				.node("Mul", "r" + side, "m" + side, "stridei")
				.node("Add", "e" + side, "r" + side, "k")
				.node("Sub", "p" + side, "e" + side, "size" + side)
				.node("Clip", "t" + side, "p" + side, "none")
				.node("Div", "b" + side, "t" + side, "stridei")
				.node("Sub", "a" + side, "t" + side, "b" + side)
				.node("Unsqueeze", "bu" + side, "b" + side, "first")
				.node("Unsqueeze", "au" + side, "a" + side, "first");
		}
		return graphs
			.node("Concat", "four_pads", List.of("buw", "auw", "buh", "auh"), Map.of("axis", OnnxAttribute.of(0)))
			.node("ConstantOfShape", "zeros", List.of("four"),
					Map.of("value", new OnnxAttribute.TensorValue(OnnxConstant.of(Shape.of(1), 0))))
			.node("Concat", "eight", List.of("four_pads", "zeros"), Map.of("axis", OnnxAttribute.of(0)))
			.node("Reshape", "table", "eight", "pairs")
			.node("Slice", "reversed", "table", "last", "front", "first", "last")
			.node("Transpose", "columns", List.of("reversed"), Map.of("perm", OnnxAttribute.ofAll(1, 0)))
			.node("Reshape", "row", "columns", "flat")
			.node("Cast", "pads", List.of("row"), Map.of("to", OnnxAttribute.of(7)))
			.node("Pad", "padded", "image", "pads");
	}

	private static OnnxNode node(String operator, String output, List<String> inputs,
			Map<String, OnnxAttribute> attributes) {
		return OnnxNode.of(operator, output, inputs, attributes);
	}

	private static OnnxValueInfo floatInput(String name) {
		return new OnnxValueInfo(name, OnnxElementType.FLOAT, null);
	}

	private static void refused(Graphs graphs, String reason) {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> GraphSimplifier.simplify(graphs.model(17, "out"), IMAGE, List.of("out")))
			.withMessageContaining(reason)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST));
	}

	private static float[] floats(Map<String, Value> values, String name) {
		Value value = values.get(name);
		assertThat(value).isInstanceOf(Value.Floats.class);
		return ((Value.Floats) Objects.requireNonNull(value)).tensor().toArray();
	}

}
