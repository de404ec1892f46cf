package io.efficientnet.classifier.inference.reference.compile;

import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.conversion.ModelConversion;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What becomes of whole networks and of graphs that only resemble them. */
class GraphCompilerTests {

	private static final Shape IMAGE_224 = Shape.of(1, 3, 224, 224);

	@Test
	void b0ReadsLikeThePapersTable() {
		OnnxModel model = ModelConversion.synthesize(EfficientNetVariant.B0, 0).model();

		assertThat(plan(model, IMAGE_224, "logits", "embedding", "features")).containsExactly(
				"#1 = convolution 3-32 3x3/2 pads 0,0,1,1 silu (#0) -> [1, 32, 112, 112]",
				"#2 = mbConv depthwise 3x3 pads 1,1,1,1 silu se 32-8 silu sigmoid project 32-16 1x1 (#1)"
						+ " -> [1, 16, 112, 112]",
				"#3 = mbConv expand 16-96 1x1 silu depthwise 3x3/2 pads 0,0,1,1 silu se 96-4 silu sigmoid"
						+ " project 96-24 1x1 (#2) -> [1, 24, 56, 56]",
				"#4 = mbConv expand 24-144 1x1 silu depthwise 3x3 pads 1,1,1,1 silu se 144-6 silu sigmoid"
						+ " project 144-24 1x1 residual (#3) -> [1, 24, 56, 56]",
				"#5 = mbConv expand 24-144 1x1 silu depthwise 5x5/2 pads 1,1,2,2 silu se 144-6 silu sigmoid"
						+ " project 144-40 1x1 (#4) -> [1, 40, 28, 28]",
				"#6 = mbConv expand 40-240 1x1 silu depthwise 5x5 pads 2,2,2,2 silu se 240-10 silu sigmoid"
						+ " project 240-40 1x1 residual (#5) -> [1, 40, 28, 28]",
				"#7 = mbConv expand 40-240 1x1 silu depthwise 3x3/2 pads 0,0,1,1 silu se 240-10 silu sigmoid"
						+ " project 240-80 1x1 (#6) -> [1, 80, 14, 14]",
				"#8 = mbConv expand 80-480 1x1 silu depthwise 3x3 pads 1,1,1,1 silu se 480-20 silu sigmoid"
						+ " project 480-80 1x1 residual (#7) -> [1, 80, 14, 14]",
				"#9 = mbConv expand 80-480 1x1 silu depthwise 3x3 pads 1,1,1,1 silu se 480-20 silu sigmoid"
						+ " project 480-80 1x1 residual (#8) -> [1, 80, 14, 14]",
				"#10 = mbConv expand 80-480 1x1 silu depthwise 5x5 pads 2,2,2,2 silu se 480-20 silu sigmoid"
						+ " project 480-112 1x1 (#9) -> [1, 112, 14, 14]",
				"#11 = mbConv expand 112-672 1x1 silu depthwise 5x5 pads 2,2,2,2 silu se 672-28 silu sigmoid"
						+ " project 672-112 1x1 residual (#10) -> [1, 112, 14, 14]",
				"#12 = mbConv expand 112-672 1x1 silu depthwise 5x5 pads 2,2,2,2 silu se 672-28 silu sigmoid"
						+ " project 672-112 1x1 residual (#11) -> [1, 112, 14, 14]",
				"#13 = mbConv expand 112-672 1x1 silu depthwise 5x5/2 pads 1,1,2,2 silu se 672-28 silu sigmoid"
						+ " project 672-192 1x1 (#12) -> [1, 192, 7, 7]",
				"#14 = mbConv expand 192-1152 1x1 silu depthwise 5x5 pads 2,2,2,2 silu se 1152-48 silu sigmoid"
						+ " project 1152-192 1x1 residual (#13) -> [1, 192, 7, 7]",
				"#15 = mbConv expand 192-1152 1x1 silu depthwise 5x5 pads 2,2,2,2 silu se 1152-48 silu sigmoid"
						+ " project 1152-192 1x1 residual (#14) -> [1, 192, 7, 7]",
				"#16 = mbConv expand 192-1152 1x1 silu depthwise 5x5 pads 2,2,2,2 silu se 1152-48 silu sigmoid"
						+ " project 1152-192 1x1 residual (#15) -> [1, 192, 7, 7]",
				"#17 = mbConv expand 192-1152 1x1 silu depthwise 3x3 pads 1,1,1,1 silu se 1152-48 silu sigmoid"
						+ " project 1152-320 1x1 (#16) -> [1, 320, 7, 7]",
				"#18 = convolution 320-1280 1x1 silu (#17) -> [1, 1280, 7, 7]",
				"#19 = globalAveragePool (#18) -> [1, 1280]", "#20 = fullyConnected (#19) -> [1, 1000]",
				"output logits = #20", "output embedding = #19", "output features = #18");
	}

	@Test
	void blocksOfLite0HaveNoGateAndClipInstead() {
		OnnxModel model = ModelConversion.synthesize(EfficientNetVariant.LITE0, 0).model();

		List<String> plan = plan(model, IMAGE_224, "logits");

		assertThat(plan).filteredOn((step) -> step.contains(" mbConv "))
			.hasSize(16)
			.noneMatch((s) -> s.contains(" se "));
		assertThat(plan)
			.contains("#3 = mbConv expand 16-96 1x1 clip(0.0,6.0) depthwise 3x3/2 pads 0,0,1,1 clip(0.0,6.0)"
					+ " project 96-24 1x1 (#2) -> [1, 24, 56, 56]");
		assertThat(plan).hasSize(16 + 5);
	}

	@Test
	void everyVariantIsNothingButBlocks() {
		OnnxModel model = ModelConversion.synthesize(EfficientNetVariant.B1, 0).model();

		List<String> plan = plan(model, Shape.of(1, 3, 240, 240), "logits");

		assertThat(plan).filteredOn((step) -> step.contains(" mbConv ")).hasSize(23);
		assertThat(plan).hasSize(23 + 5);
	}

	@Test
	void stepsAreNamedAfterTheirFirstNodes() {
		OnnxModel model = ModelConversion.synthesize(EfficientNetVariant.B0, 0).model();

		RecordingBuilder builder = new RecordingBuilder();
		GraphCompiler.compile(model, IMAGE_224, List.of("logits"), builder);

		assertThat(builder.names()).startsWith("stem", "blocks.0/depthwise", "blocks.1/expand", "blocks.2/expand")
			.endsWith("blocks.15/expand", "head", "head/pool", "logits");
	}

	@Test
	void anOutputInTheMiddleOfABlockKeepsItsStepsApart() {
		GraphFixture graph = new GraphFixture(17, 1, 8, 6, 6);
		block(graph, "b", GraphFixture.IMAGE);

		assertThat(plan(graph, "b", "b/dw/act")).containsExactly("#1 = convolution 8-16 1x1 silu (#0) -> [1, 16, 6, 6]",
				"#2 = convolution 3x3 pads 1,1,1,1 silu (#1) -> [1, 16, 6, 6]",
				"#3 = squeezeExcitation 16-4 silu sigmoid (#2) -> [1, 16, 6, 6]",
				"#4 = convolution 16-8 1x1 (#3) -> [1, 8, 6, 6]", "#5 = sum (#4, #0) -> [1, 8, 6, 6]", "output b = #5",
				"output b/dw/act = #2");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void theShortcutMayBeEitherOperand(boolean first) {
		GraphFixture graph = new GraphFixture(17, 1, 8, 6, 6);
		String filtered = graph.node("Relu", "act", graph.depthwise("dw", GraphFixture.IMAGE, 8, 3, 1));
		String branch = graph.pointwise("project", filtered, 8, 8);
		graph.node("Add", "y", first ? GraphFixture.IMAGE : branch, first ? branch : GraphFixture.IMAGE);

		assertThat(plan(graph, "y")).containsExactly("#1 = mbConv depthwise 3x3 pads 1,1,1,1 clip(0.0,Infinity)"
				+ " project 8-8 1x1 residual (#0) -> [1, 8, 6, 6]", "output y = #1");
	}

	@Test
	void anActivationThatOthersReadTooStaysOutsideOfTheBlock() {
		GraphFixture graph = new GraphFixture(17, 1, 8, 6, 6);
		String block = block(graph, "b", GraphFixture.IMAGE);
		graph.node("GlobalAveragePool", "side", "b/expand/act");

		assertThat(plan(graph, block, "side")).containsExactly("#1 = convolution 8-16 1x1 silu (#0) -> [1, 16, 6, 6]",
				"#2 = mbConv depthwise 3x3 pads 1,1,1,1 silu se 16-4 silu sigmoid project 16-8 1x1 (#1)"
						+ " -> [1, 8, 6, 6]",
				"#3 = sum (#2, #0) -> [1, 8, 6, 6]", "#4 = globalAveragePool (#1) -> [1, 16, 1, 1]", "output b = #3",
				"output side = #4");
	}

	@Test
	void aGateThatIsReadTwiceIsComputedByItself() {
		GraphFixture graph = new GraphFixture(17, 1, 8, 4, 4);
		graph.squeezeExcitation("se", GraphFixture.IMAGE, 8, 2);

		assertThat(plan(graph, "se", "se/gate")).containsExactly("#1 = globalAveragePool (#0) -> [1, 8, 1, 1]",
				"#2 = convolution 8-2 1x1 silu (#1) -> [1, 2, 1, 1]",
				"#3 = convolution 2-8 1x1 sigmoid (#2) -> [1, 8, 1, 1]", "#4 = Mul (#0, #3) -> [1, 8, 4, 4]",
				"output se = #4", "output se/gate = #3");
	}

	@Test
	void aConvolutionThatAddsAnotherValueIsNoResidualBlock() {
		GraphFixture graph = new GraphFixture(17, 1, 8, 6, 6);
		String left = graph.pointwise("left", GraphFixture.IMAGE, 8, 8);
		graph.node("Add", "sum", left, GraphFixture.IMAGE);

		assertThat(plan(graph, "sum")).containsExactly("#1 = convolution 8-8 1x1 (#0) -> [1, 8, 6, 6]",
				"#2 = sum (#1, #0) -> [1, 8, 6, 6]", "output sum = #2");
	}

	@Test
	void theSwishOfNewerOperatorSetsIsSilu() {
		GraphFixture graph = new GraphFixture(24, 1, 4, 3, 3);
		graph.node("Swish", "y", graph.pointwise("conv", GraphFixture.IMAGE, 4, 4));

		assertThat(plan(graph, "y")).containsExactly("#1 = convolution 4-4 1x1 silu (#0) -> [1, 4, 3, 3]",
				"output y = #1");
	}

	@Test
	void aRefusedGraphLeavesTheBuilderAlone() {
		GraphFixture graph = new GraphFixture(17, 1, 4, 3, 3);
		graph.node("LSTM", "y", graph.pointwise("conv", GraphFixture.IMAGE, 4, 4));
		OnnxModel model = graph.model("y");
		RecordingBuilder builder = new RecordingBuilder();

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> GraphCompiler.compile(model, graph.image(), List.of("y"), builder))
			.withMessageContaining("LSTM")
			.withMessageContaining("'y'");
		assertThat(builder.plan()).isEmpty();
	}

	@Test
	void whatNoRuleKnowsRunsAsItIs() {
		GraphFixture graph = new GraphFixture(17, 1, 2, 4, 4);
		String scaled = graph.node("Mul", "scaled", GraphFixture.IMAGE, graph.random("factor", 1, 2, 1, 1));
		String gate = graph.node("HardSigmoid", "gate", scaled);
		String flat = graph.node("Flatten", "flat", Map.of("axis", OnnxAttribute.of(1L)), gate);
		graph.node("Softmax", "soft", Map.of("axis", OnnxAttribute.of(-1L)), flat);

		assertThat(plan(graph, "soft")).containsExactly("#1 = Mul (#0) -> [1, 2, 4, 4]",
				"#2 = HardSigmoid (#1) -> [1, 2, 4, 4]", "#3 = reshape (#2) -> [1, 32]", "#4 = Softmax (#3) -> [1, 32]",
				"output soft = #4");
	}

	static String block(GraphFixture graph, String name, String input) {
		String expanded = graph.silu(name + "/expand/act", graph.pointwise(name + "/expand", input, 8, 16));
		String filtered = graph.silu(name + "/dw/act", graph.depthwise(name + "/dw", expanded, 16, 3, 1));
		String gated = graph.squeezeExcitation(name + "/se", filtered, 16, 4);
		return graph.node("Add", name, graph.pointwise(name + "/project", gated, 16, 8), input);
	}

	private static List<String> plan(GraphFixture graph, String... outputs) {
		return plan(graph.model(outputs), graph.image(), outputs);
	}

	private static List<String> plan(OnnxModel model, Shape image, String... outputs) {
		RecordingBuilder builder = new RecordingBuilder();
		GraphCompiler.compile(model, image, List.of(outputs), builder);
		return builder.plan();
	}

}
