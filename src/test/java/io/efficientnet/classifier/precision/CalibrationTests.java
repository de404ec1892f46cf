package io.efficientnet.classifier.precision;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.InferenceFixtures;
import io.efficientnet.classifier.inference.onnxruntime.OrtCpuBackendFactory;
import io.efficientnet.classifier.model.Labels;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxDimension;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.onnx.OnnxOperatorSet;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.onnx.OnnxWriter;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

class CalibrationTests {

	private static final float[] KERNEL = { 0.5f, -0.25f, 0.125f, -1, 0.75f, 0.375f };

	private static final float[] BIAS = { 0.1f, -0.2f };

	// Colours by pixels: the least is -1, the greatest 1
	private static final Tensor IMAGE = Tensor.allocate(Shape.of(1, 3, 1, 2));

	static {
		IMAGE.data().put(0, new float[] { -1, 1, 0.3f, -0.45f, 0.8f, 0.013f });
	}

	@Test
	void findsTheRangeOfWhatGoesInAndComesOut() {
		Calibration calibration = new Calibration(convolution());

		float[] ranges = run(calibration.graph(), Calibration.RANGES);

		assertThat(calibration.width()).isEqualTo(4);
		// y = W x + b by hand: channel 0 is -0.375, 0.714125; channel 1 is 1.325,
		// -1.532625
		assertThat(ranges).containsExactly(new float[] { -1, 1, -1.532625f, 1.325f }, within(1e-6f));
	}

	@Test
	void aConvolutionIsWhatWholeNumbersGiveByHand() {
		Calibration calibration = new Calibration(convolution());
		calibration.add(new float[] { -1, 1, -1.532625f, 1.325f });

		float[] result = run(calibration.quantize(), "y");

		assertThat(result).containsExactly(byHand(), within(1e-6f));
		assertThat(result).containsExactly(new float[] { -0.375f, 0.714125f, 1.325f, -1.532625f }, within(0.02f));
	}

	@Test
	void weightsAreScaledAlongTheirFirstAxis() {
		Calibration calibration = new Calibration(convolution());
		calibration.add(new float[] { -1, 1, -1.532625f, 1.325f });

		OnnxGraph graph = calibration.quantize().graph();

		for (String weights : List.of("w", "b")) {
			assertThat(graph.nodes()).filteredOn((node) -> node.outputs().contains(weights))
				.singleElement()
				.satisfies((node) -> assertThat(node.operator()).isEqualTo("DequantizeLinear"))
				.satisfies((node) -> assertThat(node.integer("axis", 1)).isZero());
			for (String parameter : List.of(weights + "/scale", weights + "/zero")) {
				assertThat(Objects.requireNonNull(graph.initializers().get(parameter)).shape()).isEqualTo(Shape.of(2));
			}
		}
	}

	@Test
	void rangesOfAllPicturesCount() {
		Calibration calibration = new Calibration(convolution());
		calibration.add(new float[] { -1, 0, -2, 1 });
		calibration.add(new float[] { 0, 1, -1, 3 });

		Map<String, OnnxConstant> constants = calibration.quantize().graph().initializers();

		assertThat(constants.get("image/scale")).isEqualTo(scalar(new ValueRange(-1, 1).scale()));
		assertThat(constants.get("y/scale")).isEqualTo(scalar(new ValueRange(-2, 3).scale()));
	}

	@Test
	void needsAPicture() {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(new Calibration(convolution())::quantize)
			.withMessage("Calibration needs at least one picture");
	}

	@Test
	void refusesValuesThatAreNotFinite() {
		Calibration calibration = new Calibration(convolution());
		calibration.add(new float[] { -1, 1, Float.NEGATIVE_INFINITY, 1 });

		assertThatExceptionOfType(ServiceException.class).isThrownBy(calibration::quantize)
			.withMessageContaining("y of the float32 network is not finite");
	}

	@Test
	void refusesAModelThatIsQuantizedAlready() {
		Calibration calibration = new Calibration(convolution());
		calibration.add(new float[] { -1, 1, -1, 1 });
		OnnxModel quantized = calibration.quantize();

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> new Calibration(quantized))
			.withMessageContaining("no convolution with float32 weights");
	}

	@Test
	void refusesOperatorSetsThatCannotScaleByChannel() {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> new Calibration(convolution(12)))
			.withMessage("The graph is of operator set 12, int8 needs 13 at least; export it anew");
	}

	private static float[] byHand() {
		float inScale = 2f / 255;
		int inZero = 127;
		float outScale = (1.325f + 1.532625f) / 255;
		int outZero = 137;
		List<Float> values = new ArrayList<>();
		for (int channel = 0; channel < 2; channel++) {
			float largest = (channel == 0) ? 0.5f : 1;
			float scale = largest / 127;
			for (int pixel = 0; pixel < 2; pixel++) {
				long sum = (long) Math.rint(BIAS[channel] / (inScale * scale));
				for (int colour = 0; colour < 3; colour++) {
					long x = Math.clamp((long) Math.rint(IMAGE.data().get(2 * colour + pixel) / inScale) + inZero, 0,
							255);
					sum += (long) Math.rint(KERNEL[3 * channel + colour] / scale) * (x - inZero);
				}
				long y = Math.clamp((long) Math.rint(sum * (inScale * scale / outScale)) + outZero, 0, 255);
				values.add((y - outZero) * outScale);
			}
		}
		float[] result = new float[values.size()];
		for (int i = 0; i < result.length; i++) {
			result[i] = values.get(i);
		}
		return result;
	}

	private static OnnxConstant scalar(float value) {
		return OnnxConstant.of(Tensor.of(Shape.of(), value));
	}

	private static OnnxModel convolution() {
		return convolution(17);
	}

	private static OnnxModel convolution(int operatorSet) {
		OnnxNode node = OnnxNode.of("Conv", "y", List.of("image", "w", "b"), Map.of());
		OnnxGraph graph = new OnnxGraph("g", List.of(node),
				List.of(OnnxValueInfo.floats("image", OnnxDimension.of("n"), OnnxDimension.of(3), OnnxDimension.of("h"),
						OnnxDimension.of("w"))),
				List.of(OnnxValueInfo.floats("y", OnnxDimension.of("n"), OnnxDimension.of(2), OnnxDimension.of("h"),
						OnnxDimension.of("w"))),
				Map.of("w", OnnxConstant.of(Tensor.of(Shape.of(2, 3, 1, 1), KERNEL)), "b",
						OnnxConstant.of(Tensor.of(Shape.of(2), BIAS))));
		return new OnnxModel(8, "", "", List.of(new OnnxOperatorSet("", operatorSet)), Map.of(), graph, List.of());
	}

	private static float[] run(OnnxModel model, String output) {
		ModelDescriptor known = InferenceFixtures.model(EfficientNetVariant.LITE0).descriptor();
		ModelDescriptor descriptor = new ModelDescriptor(known.id(), known.variant(), true,
				new ModelDescriptor.Graph("", "image", new ModelDescriptor.Outputs(output, null, null)),
				known.weights(), 1, null, known.preprocessing(), known.tolerance(), null);
		byte[] bytes = OnnxWriter.toByteArray(model);
		ByteBuffer graph = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
		BackendFactory.Offer offer = new OrtCpuBackendFactory(1)
			.open(new VerifiedModel(descriptor, graph, Labels.numbered(1), null));
		assertThat(offer).isInstanceOf(BackendFactory.Available.class);
		try (InferenceBackend backend = ((BackendFactory.Available) offer).backend()) {
			return backend.infer(IMAGE, Set.of()).logits().toArray();
		}
	}

}
