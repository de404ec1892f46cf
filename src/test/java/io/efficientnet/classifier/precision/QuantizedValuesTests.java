package io.efficientnet.classifier.precision;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class QuantizedValuesTests {

	private final List<OnnxNode> nodes = new ArrayList<>();

	private final Map<String, OnnxConstant> constants = new LinkedHashMap<>();

	QuantizedValuesTests() {
		this.constants.put("w", OnnxConstant.of(Tensor.of(Shape.of(1, 1, 1, 1), 1)));
		this.constants.put("b", OnnxConstant.of(Tensor.of(Shape.of(1), 1)));
		this.constants.put("half", OnnxConstant.of(Tensor.of(Shape.of(), 0.5f)));
	}

	@Test
	void takesWhatGoesIntoAndComesOutOfConvolutions() {
		node("Conv", "y", "x", "w", "b");
		node("Conv", "z", "y", "w");

		assertThat(quantized().values()).containsExactly("x", "y", "z");
		assertThat(quantized().layers()).extracting(OnnxNode::name).containsExactly("y", "z");
	}

	@Test
	void takesWhatIsClippedAfterTheClipping() {
		node("Conv", "y", "x", "w");
		node("Clip", "clipped", "y");

		assertThat(quantized().values()).containsExactly("x", "clipped");
	}

	@Test
	void takesBothWhereOthersReadWhatIsClippedToo() {
		node("Conv", "y", "x", "w");
		node("Relu", "clipped", "y");
		node("Add", "sum", "y", "clipped");

		assertThat(quantized().values()).containsExactly("x", "y", "clipped", "sum");
	}

	@Test
	void takesSwishAndSumsOfTwoValues() {
		node("Sigmoid", "s", "x");
		node("Mul", "swish", "x", "s");
		node("Add", "sum", "swish", "x");

		assertThat(quantized().values()).containsExactly("x", "s", "swish", "sum");
		assertThat(quantized().layers()).isEmpty();
	}

	@Test
	void leavesProductsWithConstants() {
		node("Mul", "y", "x", "half");

		assertThat(quantized().values()).isEmpty();
	}

	@Test
	void leavesSqueezeAndExcitationButNotTheScaledImage() {
		node("GlobalAveragePool", "pooled", "x");
		node("Conv", "squeezed", "pooled", "w");
		node("Sigmoid", "gate", "squeezed");
		node("Mul", "scaled", "x", "gate");

		assertThat(quantized().values()).containsExactly("x", "pooled", "gate", "scaled");
		assertThat(quantized().layers()).isEmpty();
	}

	@Test
	void takesThePlainClassifierOnly() {
		this.nodes.add(OnnxNode.of("Gemm", "logits", List.of("x", "w", "b"), Map.of("transB", OnnxAttribute.of(1L))));
		node("Gemm", "other", "x", "w", "b");

		assertThat(quantized().layers()).extracting(OnnxNode::name).containsExactly("logits");
	}

	@Test
	void leavesConvolutionsWhoseWeightsAreNoFloats() {
		this.constants.put("bytes",
				new OnnxConstant(OnnxElementType.INT8, Shape.of(1, 1, 1, 1), ByteBuffer.allocateDirect(1)));
		node("Conv", "y", "x", "bytes");
		node("Conv", "z", "x", "y");

		assertThat(quantized().layers()).isEmpty();
		assertThat(quantized().values()).isEmpty();
	}

	private void node(String operator, String output, String... inputs) {
		this.nodes.add(OnnxNode.of(operator, output, List.of(inputs), Map.of()));
	}

	private QuantizedValues quantized() {
		return QuantizedValues.of(new OnnxGraph("g", this.nodes, List.of(), List.of(), this.constants));
	}

}
