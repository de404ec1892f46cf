package io.efficientnet.classifier.inference.reference.compile;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import ai.onnxruntime.OrtException;
import io.efficientnet.classifier.inference.reference.kernel.KernelSelector;
import io.efficientnet.classifier.inference.reference.network.CompiledNetwork;
import io.efficientnet.classifier.inference.reference.network.CompiledNetworkBuilder;
import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What each rule makes of a graph. Every plan is computed with plain loops as well and
 * compared with what ONNX Runtime makes of the graph without optimisations.
 */
class RulesTests {

	/**
	 * Folded weights are rounded once more, and sums of some hundred floats are ordered
	 * otherwise.
	 */
	private static final float ROUNDING = 2e-5f;

	private static final String IMAGE = GraphFixture.IMAGE;

	@Test
	void paddingBecomesPartOfTheConvolution() throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 3, 7, 7);
		String padded = graph.node("Pad", "padded", IMAGE, graph.integers("pads", 0, 0, 0, 1, 0, 0, 2, 1));
		graph.node("Conv", "y", GraphFixture.window(2, 1, 1, 0, 0, 1), padded, graph.random("w", 4, 3, 3, 3));

		assertPlan(graph, "y").startsWith("#1 = convolution 3-4 3x3/2 pads 1,1,2,2 (#0) -> [1, 4, 4, 4]");
	}

	@Test
	void paddingWithOtherNumbersStays() throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 3, 5, 5);
		String padded = graph.node("Pad", "padded", IMAGE, graph.integers("pads", 0, 0, 1, 1, 0, 0, 1, 1),
				graph.constant("one", Tensor.of(Shape.of(), 1)));
		graph.node("Conv", "y", padded, graph.random("w", 4, 3, 3, 3));

		assertPlan(graph, "y").startsWith("#1 = Pad (#0) -> [1, 3, 7, 7]",
				"#2 = convolution 3-4 3x3 (#1) -> [1, 4, 5, 5]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0, 1, 0, 0, 0, 0, 0, 0", "0, 0, -1, 0, 0, 0, 0, 0" })
	void paddingOfChannelsAndCroppingStay(String pads) throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 3, 5, 5);
		long[] amounts = List.of(pads.split(", ")).stream().mapToLong(Long::parseLong).toArray();
		String padded = graph.node("Pad", "padded", IMAGE, graph.integers("pads", amounts));
		graph.node("Conv", "y", padded, graph.random("w", 4, (int) (3 + amounts[1]), 3, 3));

		assertPlan(graph, "y").first().asString().startsWith("#1 = Pad (#0)");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			SAME_UPPER | pads 0,0,1,1
			SAME_LOWER | pads 1,1,0,0
			VALID      | (#0)
			""")
	void namedPaddingIsResolvedForTheSizeOfTheImage(String name, String pads) throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 3, 8, 8);
		graph.node("Conv", "y", Map.of("auto_pad", OnnxAttribute.of(name), "strides", OnnxAttribute.ofAll(2, 2)), IMAGE,
				graph.random("w", 4, 3, 3, 3));

		assertPlan(graph, "y").first().asString().startsWith("#1 = convolution 3-4 3x3/2 " + pads);
	}

	@Test
	void batchNormIsFoldedIntoTheConvolutionBeforeIt() throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 4, 6, 6);
		String dense = graph.batchNorm("norm1", graph.pointwise("dense", IMAGE, 4, 6), 6);
		String filtered = graph.depthwise("filtered", graph.silu("act", dense), 6, 3, 1);
		graph.batchNorm("norm2", filtered, 6);

		assertPlan(graph, "norm2").startsWith("#1 = convolution 4-6 1x1 silu (#0) -> [1, 6, 6, 6]",
				"#2 = convolution 3x3 pads 1,1,1,1 (#1) -> [1, 6, 6, 6]");
	}

	@Test
	void batchNormWithoutConvolutionIsAnOperator() throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 4, 6, 6);
		graph.batchNorm("norm", IMAGE, 4);

		assertPlan(graph, "norm").startsWith("#1 = BatchNormalization (#0) -> [1, 4, 6, 6]");
	}

	@Test
	void batchNormAfterAnActivationIsAnOperator() throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 4, 6, 6);
		graph.batchNorm("norm", graph.silu("act", graph.pointwise("conv", IMAGE, 4, 4)), 4);

		assertPlan(graph, "norm").startsWith("#1 = convolution 4-4 1x1 silu (#0) -> [1, 4, 6, 6]",
				"#2 = BatchNormalization (#1) -> [1, 4, 6, 6]");
	}

	@Test
	void arithmeticWithChannelConstantsIsFoldedInItsOrder() throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 4, 6, 6);
		String conv = graph.pointwise("conv", IMAGE, 4, 5);
		String scaled = graph.node("Mul", "scaled", graph.random("factor", 1, 5, 1, 1), conv);
		String shifted = graph.node("Add", "shifted", scaled, graph.random("shift", 5, 1, 1));
		String halved = graph.node("Div", "halved", shifted, graph.positive("divisor", 1));
		String lowered = graph.node("Sub", "lowered", halved, graph.random("less", 1, 5, 1, 1));
		graph.node("Sub", "negated", graph.random("from", 5, 1, 1), lowered);

		assertPlan(graph, "negated").containsExactly("#1 = convolution 4-5 1x1 (#0) -> [1, 5, 6, 6]",
				"output negated = #1");
	}

	@Test
	void arithmeticThatTellsPixelsApartStays() throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 4, 4, 4);
		String conv = graph.pointwise("conv", IMAGE, 4, 4);
		graph.node("Mul", "columns", conv, graph.random("factor", 4));

		assertPlan(graph, "columns").startsWith("#1 = convolution 4-4 1x1 (#0) -> [1, 4, 4, 4]",
				"#2 = Mul (#1) -> [1, 4, 4, 4]");
	}

	@Test
	void aQuotientOfAConstantStays() throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 4, 4, 4);
		String far = graph.constant("far from zero", Tensor.of(Shape.of(2), 9, -9));
		String conv = graph.node("Conv", "conv", IMAGE, graph.random("w", 2, 4, 1, 1), far);
		graph.node("Div", "quotient", graph.positive("dividend", 1), conv);

		assertPlan(graph, "quotient").startsWith("#1 = convolution 4-2 1x1 (#0) -> [1, 2, 4, 4]",
				"#2 = Div (#1) -> [1, 2, 4, 4]");
	}

	@Test
	void aConvolutionThatIsReadBeforeTheNormKeepsItsValue() throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 4, 4, 4);
		String conv = graph.pointwise("conv", IMAGE, 4, 4);
		graph.batchNorm("norm", conv, 4);

		assertPlan(graph, "norm", "conv").startsWith("#1 = convolution 4-4 1x1 (#0) -> [1, 4, 4, 4]",
				"#2 = BatchNormalization (#1) -> [1, 4, 4, 4]");
	}

	@Test
	void activationsAreFoundInEitherOrder() throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 4, 4, 4);
		String sigmoid = graph.node("Sigmoid", "sigmoid", graph.pointwise("a", IMAGE, 4, 4));
		String silu = graph.node("Mul", "silu", sigmoid, "a");
		String relu = graph.node("Relu", "relu", graph.pointwise("b", silu, 4, 4));
		String low = graph.constant("low", Tensor.of(Shape.of(), 0));
		String high = graph.constant("high", Tensor.of(Shape.of(), 0.25f));
		graph.node("Clip", "clip", graph.pointwise("c", relu, 4, 4), low, high);

		assertPlan(graph, "clip").startsWith("#1 = convolution 4-4 1x1 silu (#0) -> [1, 4, 4, 4]",
				"#2 = convolution 4-4 1x1 clip(0.0,Infinity) (#1) -> [1, 4, 4, 4]",
				"#3 = convolution 4-4 1x1 clip(0.0,0.25) (#2) -> [1, 4, 4, 4]");
	}

	@Test
	void aSigmoidThatIsReadTwiceIsNotSwallowed() throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 2, 3, 3);
		graph.silu("silu", IMAGE);

		assertPlan(graph, "silu", "silu/sigmoid").startsWith("#1 = activation sigmoid (#0) -> [1, 2, 3, 3]",
				"#2 = Mul (#0, #1) -> [1, 2, 3, 3]");
	}

	@Test
	void anActivationWithoutLayerIsAStepOfItsOwn() throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 2, 3, 3);
		graph.silu("silu", IMAGE);

		assertPlan(graph, "silu").startsWith("#1 = activation silu (#0) -> [1, 2, 3, 3]");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			13 | 2,3   | 1 | [1, 4, 1, 1]
			13 | -1,-2 | 1 | [1, 4, 1, 1]
			13 | 3,2   | 0 | [1, 4]
			""")
	void aMeanOverAllPixelsIsAGlobalPool(int operatorSet, String axes, long keepDims, String shape)
			throws OrtException {
		GraphFixture graph = new GraphFixture(operatorSet, 1, 4, 5, 3);
		long[] numbers = List.of(axes.split(",")).stream().mapToLong(Long::parseLong).toArray();
		graph.node("ReduceMean", "mean",
				Map.of("axes", OnnxAttribute.ofAll(numbers), "keepdims", OnnxAttribute.of(keepDims)), IMAGE);

		assertPlan(graph, "mean").startsWith("#1 = globalAveragePool (#0) -> " + shape);
	}

	@Test
	void aMeanOverOneAxisIsAnOperator() throws OrtException {
		GraphFixture graph = new GraphFixture(13, 1, 4, 5, 3);
		graph.node("ReduceMean", "mean", Map.of("axes", OnnxAttribute.ofAll(3)), IMAGE);

		assertPlan(graph, "mean").startsWith("#1 = ReduceMean (#0) -> [1, 4, 5, 1]");
	}

	@Test
	void aMeanOverPixelsBehindATranspositionIsAGlobalPool() throws OrtException {
		GraphFixture graph = new GraphFixture(18, 1, 4, 5, 3);
		String channelsLast = graph.node("Transpose", "nhwc", Map.of("perm", OnnxAttribute.ofAll(0, 2, 3, 1)), IMAGE);
		graph.node("ReduceMean", "mean", Map.of("keepdims", OnnxAttribute.of(0L)), channelsLast,
				graph.integers("axes", 1, 2));

		assertPlan(graph, "mean").containsExactly("#1 = globalAveragePool (#0) -> [1, 4]", "output mean = #1");
	}

	@ParameterizedTest
	@ValueSource(longs = { 5, 1280 })
	void anAverageOverAWindowOfTheWholePictureIsAGlobalPool(long window) throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 4, 5, 5);
		String padded = graph.node("Pad", "padded", IMAGE, graph.integers("pads", 0, 0, 0, 0, 0, 0, 0, 0));
		String pooled = graph.node("AveragePool", "pooled", Map.of("kernel_shape", OnnxAttribute.ofAll(window, window),
				"strides", OnnxAttribute.ofAll(window, window), "ceil_mode", OnnxAttribute.of(1L)), padded);
		graph.node("Reshape", "flat", pooled, graph.integers("extents", 1, 4));

		assertPlan(graph, "flat").containsExactly("#1 = globalAveragePool (#0) -> [1, 4]", "output flat = #1");
	}

	@Test
	void anAverageOverSmallerWindowsIsAnOperator() throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 4, 6, 6);
		graph.node("AveragePool", "pooled", Map.of("kernel_shape", OnnxAttribute.ofAll(3, 3)), IMAGE);

		assertPlan(graph, "pooled").startsWith("#1 = AveragePool (#0) -> [1, 4, 4, 4]");
	}

	@Test
	void theTailOfKerasIsAPoolAndAFullyConnectedLayer() throws OrtException {
		GraphFixture graph = new GraphFixture(15, 1, 8, 5, 5);
		String pooled = graph.node("GlobalAveragePool", "pooled", IMAGE);
		String flat = graph.node("Squeeze", "flat", pooled, graph.integers("axes", 2, 3));
		String product = graph.node("MatMul", "product", flat, graph.random("weights", 8, 6));
		String logits = graph.node("Add", "logits", product, graph.random("bias", 6));
		graph.node("Softmax", "probabilities", logits);

		assertPlan(graph, "probabilities").startsWith("#1 = globalAveragePool (#0) -> [1, 8]",
				"#2 = fullyConnected (#1) -> [1, 6]", "#3 = Softmax (#2) -> [1, 6]");
	}

	@ParameterizedTest
	@CsvSource({ "1, 1, 0", "1, 1, 1", "0.5, 2, 0", "0.5, 2, 1" })
	void aGemmIsAFullyConnectedLayerWhateverItsAttributes(float alpha, float beta, long transposed)
			throws OrtException {
		GraphFixture graph = new GraphFixture(13, 1, 8);
		String weights = (transposed == 1) ? graph.random("weights", 6, 8) : graph.random("weights", 8, 6);
		graph.node("Gemm", "y", Map.of("alpha", OnnxAttribute.of(alpha), "beta", OnnxAttribute.of(beta), "transB",
				OnnxAttribute.of(transposed)), IMAGE, weights, graph.random("bias", 6));

		assertPlan(graph, "y").startsWith("#1 = fullyConnected (#0) -> [1, 6]");
	}

	@Test
	void aGateOfFullyConnectedLayersIsSqueezeAndExcitation() throws OrtException {
		GraphFixture graph = new GraphFixture(13, 1, 8, 5, 5);
		String pooled = graph.node("ReduceMean", "pooled",
				Map.of("axes", OnnxAttribute.ofAll(2, 3), "keepdims", OnnxAttribute.of(0L)), IMAGE);
		String reduced = graph.node("Gemm", "reduced", pooled, graph.random("w1", 8, 2), graph.random("b1", 2));
		String product = graph.node("MatMul", "product", graph.node("Relu", "relu", reduced), graph.random("w2", 2, 8));
		String gate = graph.node("Sigmoid", "gate", graph.node("Add", "sum", product, graph.random("b2", 8)));
		String column = graph.node("Reshape", "column", gate, graph.integers("extents", 1, 8, 1, 1));
		graph.node("Mul", "y", column, IMAGE);

		assertPlan(graph, "y").containsExactly(
				"#1 = squeezeExcitation 8-2 clip(0.0,Infinity) sigmoid (#0) -> [1, 8, 5, 5]", "output y = #1");
	}

	@Test
	void aGateThroughChannelsLastVectorsIsSqueezeAndExcitation() throws OrtException {
		GraphFixture graph = new GraphFixture(15, 1, 8, 5, 5);
		String pooled = graph.node("GlobalAveragePool", "pooled", IMAGE);
		String flat = graph.node("Squeeze", "flat", pooled, graph.integers("axes", 2, 3));
		String row = graph.node("Reshape", "row", flat, graph.integers("extents", 1, 1, 1, 8));
		String column = graph.node("Transpose", "column", Map.of("perm", OnnxAttribute.ofAll(0, 3, 1, 2)), row);
		String reduced = graph.silu("reduced", graph.pointwise("reduce", column, 8, 2));
		String gate = graph.node("Sigmoid", "gate", graph.pointwise("expand", reduced, 2, 8));
		graph.node("Mul", "y", IMAGE, gate);

		assertPlan(graph, "y").containsExactly("#1 = squeezeExcitation 8-2 silu sigmoid (#0) -> [1, 8, 5, 5]",
				"output y = #1");
	}

	@Test
	void aGateOfAnotherPictureIsAProduct() throws OrtException {
		GraphFixture graph = new GraphFixture(15, 1, 8, 5, 5);
		String other = graph.node("Relu", "other", IMAGE);
		String pooled = graph.node("GlobalAveragePool", "pooled", other);
		String reduced = graph.silu("reduced", graph.pointwise("reduce", pooled, 8, 2));
		String gate = graph.node("Sigmoid", "gate", graph.pointwise("expand", reduced, 2, 8));
		graph.node("Mul", "y", IMAGE, gate);

		assertPlan(graph, "y").contains("#5 = Mul (#0, #4) -> [1, 8, 5, 5]");
	}

	@Test
	void transpositionsThatCancelDisappear() throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 4, 5, 3);
		String there = graph.node("Transpose", "there", Map.of("perm", OnnxAttribute.ofAll(0, 2, 3, 1)),
				graph.pointwise("a", IMAGE, 4, 4));
		String back = graph.node("Transpose", "back", Map.of("perm", OnnxAttribute.ofAll(0, 3, 1, 2)), there);
		graph.silu("y", back);

		assertPlan(graph, "y").containsExactly("#1 = convolution 4-4 1x1 silu (#0) -> [1, 4, 5, 3]", "output y = #1");
	}

	@Test
	void anImageWithChannelsLastIsTransposedOnce() throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 6, 6, 3);
		String planar = graph.node("Transpose", "planar", Map.of("perm", OnnxAttribute.ofAll(0, 3, 1, 2)), IMAGE);
		graph.convolution("y", planar, new int[] { 4, 3, 3, 3 }, 2, 1);

		assertPlan(graph, "y").startsWith("#1 = Transpose (#0) -> [1, 3, 6, 6]",
				"#2 = convolution 3-4 3x3/2 pads 1,1,1,1 (#1) -> [1, 4, 3, 3]");
	}

	@Test
	void blocksGiveWhatTheirOperatorsGive() throws OrtException {
		GraphFixture graph = new GraphFixture(17, 1, 3, 12, 10);
		String stem = graph.silu("stem/act",
				graph.batchNorm("stem/bn", graph.convolution("stem", IMAGE, new int[] { 8, 3, 3, 3 }, 2, 1), 8));
		String first = GraphCompilerTests.block(graph, "b1", stem);
		String second = GraphCompilerTests.block(graph, "b2", first);
		String features = graph.silu("features", graph.pointwise("head", second, 8, 12));
		String flat = graph.node("Flatten", "embedding", graph.node("GlobalAveragePool", "pool", features));
		graph.node("Gemm", "logits", Map.of("transB", OnnxAttribute.of(1L)), flat, graph.random("fc", 10, 12),
				graph.random("fc.bias", 10));

		assertPlan(graph, "logits", "embedding", "features").hasSize(6 + 3)
			.filteredOn((step) -> step.contains(" residual "))
			.hasSize(2);
	}

	/** The plan, after its numbers were compared. */
	private static ListAssert<String> assertPlan(GraphFixture graph, String... outputs) throws OrtException {
		OnnxModel model = graph.model(outputs);
		Tensor image = image(graph.image());
		Map<String, Tensor> expected = OrtReference.run(model, IMAGE, image);
		InterpretingBuilder interpreter = new InterpretingBuilder(image);
		GraphCompiler.compile(model, graph.image(), List.of(outputs), interpreter);
		assertSame(interpreter.outputs(), expected);
		CompiledNetworkBuilder builder = new CompiledNetworkBuilder(KernelSelector.select());
		GraphCompiler.compile(model, graph.image(), List.of(outputs), builder);
		try (CompiledNetwork network = builder.build(2)) {
			assertSame(network.run(image, List.of(outputs)), expected);
		}
		RecordingBuilder recorder = new RecordingBuilder();
		GraphCompiler.compile(model, graph.image(), List.of(outputs), recorder);
		return assertThat(recorder.plan());
	}

	private static void assertSame(Map<String, Tensor> outputs, Map<String, Tensor> expected) {
		assertThat(outputs).containsOnlyKeys(expected.keySet());
		outputs.forEach((name, actual) -> {
			Tensor same = Objects.requireNonNull(expected.get(name), name);
			assertThat(actual.shape()).isEqualTo(same.shape());
			assertThat(actual.toArray()).containsExactly(same.toArray(), within(ROUNDING));
		});
	}

	private static Tensor image(Shape shape) {
		Tensor image = Tensor.allocate(shape);
		for (int i = 0; i < image.data().limit(); i++) {
			image.data().put(i, (float) (Math.sin(i * 0.7) * Math.cos(i * 0.013)));
		}
		return image;
	}

}
