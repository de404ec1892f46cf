package io.efficientnet.classifier.inference;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.Labels;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.onnx.OnnxOperatorSet;
import io.efficientnet.classifier.onnx.OnnxWriter;
import io.efficientnet.classifier.precision.Calibration;
import io.efficientnet.classifier.precision.HalfWeights;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ClassActivationTests {

	// [1][features][1][positions]
	private static final Tensor FEATURES = Tensor.of(Shape.of(1, 2, 1, 3), 1, 2, 3, 10, 20, 30);

	// Exact in half precision and in steps of a 127th of the largest of each row
	private static final float[] WEIGHTS = { 127, -64, 32, 127 };

	@Test
	void weightsFeaturesByTheClass() {
		assertThat(map(classifier("Gemm"), 0)).containsExactly(-513, -1026, -1539);
		assertThat(map(classifier("Gemm"), 1)).containsExactly(1302, 2604, 3906);
	}

	@Test
	void findsWeightsThatAreStoredInHalfPrecision() {
		assertThat(map(HalfWeights.store(classifier("Gemm")), 1)).containsExactly(1302, 2604, 3906);
	}

	@Test
	void findsWeightsThatAreStoredInEightBits() {
		Calibration calibration = new Calibration(classifier("Gemm"));
		calibration.add(new float[] { 0, 1 });

		assertThat(map(calibration.quantize(), 0)).containsExactly(-513, -1026, -1539);
		assertThat(map(calibration.quantize(), 1)).containsExactly(1302, 2604, 3906);
	}

	@Test
	void refusesGraphsThatEndOtherwise() {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> map(classifier("MatMul"), 0))
			.withMessage("This model's graph offers no heatmap");
	}

	private static float[] map(OnnxModel model, int index) {
		ModelDescriptor descriptor = InferenceFixtures.model(EfficientNetVariant.LITE0).descriptor();
		ByteBuffer graph = ByteBuffer.wrap(OnnxWriter.toByteArray(model));
		return ClassActivation.of(new VerifiedModel(descriptor, graph, Labels.numbered(2), null))
			.map(FEATURES, index)
			.toArray();
	}

	private static OnnxModel classifier(String operator) {
		OnnxNode node = OnnxNode.of(operator, "logits", List.of("embedding", "w"),
				Map.of("transB", OnnxAttribute.of(1L)));
		OnnxGraph graph = new OnnxGraph("g", List.of(node), List.of(), List.of(),
				Map.of("w", OnnxConstant.of(Tensor.of(Shape.of(2, 2), WEIGHTS))));
		return new OnnxModel(8, "", "", List.of(new OnnxOperatorSet("", 17)), Map.of(), graph, List.of());
	}

}
