package io.efficientnet.classifier.inference.onnxruntime;

import java.util.List;
import java.util.Map;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.efficientnet.classifier.onnx.OnnxAttribute;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether the CUDA provider works, by running a tiny network on it with every
 * operator that EfficientNet needs and with assignment to the CPU forbidden. That the
 * provider is listed, or even added, proves nothing.
 */
final class CudaProbe {

	private static final Logger logger = LoggerFactory.getLogger(CudaProbe.class);

	private static final long IR_VERSION = 8;

	private static final long OPERATOR_SET = 17;

	private static final int SIDE = 8;

	private static final float PIXEL = 2;

	// swish(2), which every pixel becomes; TF32 would change it by less
	private static final double EXPECTED = PIXEL / (1 + Math.exp(-PIXEL));

	private static final double TOLERANCE = 1e-3;

	private CudaProbe() {
	}

	/**
	 * Runs the network.
	 * @param options asks for the CUDA provider; left to the caller to close
	 * @return why CUDA cannot be used, or null if it can
	 */
	static @Nullable String refusal(OrtSession.SessionOptions options) {
		try {
			options.addConfigEntry("session.disable_cpu_ep_fallback", "1");
			return isRight(run(options)) ? null : "the device computed a wrong result.";
		}
		catch (OrtException ex) {
			logger.debug("The CUDA probe failed", ex);
			return OrtFailures.reason(ex) + ".";
		}
	}

	static boolean isRight(float result) {
		return Math.abs(result - EXPECTED) <= TOLERANCE;
	}

	/**
	 * Runs the network wherever the options say.
	 * @param options of the session
	 * @return its only output
	 * @throws OrtException if it cannot run there
	 */
	static float run(OrtSession.SessionOptions options) throws OrtException {
		Tensor image = Tensor.allocate(Shape.of(1, 1, SIDE, SIDE));
		for (int i = 0; i < image.data().limit(); i++) {
			image.data().put(i, PIXEL);
		}
		try (OrtSession session = OrtRuntime.environment().createSession(OnnxWriter.toByteArray(network()), options);
				OnnxTensor input = OnnxTensor.createTensor(OrtRuntime.environment(), image.data().duplicate(),
						image.shape().toLongs());
				OrtSession.Result result = session.run(Map.of("image", input))) {
			return ((OnnxTensor) result.get(0)).getFloatBuffer().get(0);
		}
	}

	private static OnnxModel network() {
		OnnxConstant one = OnnxConstant.of(Tensor.of(Shape.of(1, 1, 1, 1), 1));
		List<OnnxNode> nodes = List.of(
				OnnxNode.of("Conv", "conv", List.of("image", "kernel"),
						Map.of("kernel_shape", OnnxAttribute.ofAll(1, 1), "strides", OnnxAttribute.ofAll(2, 2),
								"auto_pad", OnnxAttribute.of("SAME_UPPER"))),
				OnnxNode.of("Sigmoid", "sigmoid", List.of("conv"), Map.of()),
				OnnxNode.of("Mul", "swish", List.of("conv", "sigmoid"), Map.of()),
				OnnxNode.of("GlobalAveragePool", "pool", List.of("swish"), Map.of()),
				OnnxNode.of("Flatten", "flat", List.of("pool"), Map.of()),
				OnnxNode.of("Gemm", "logits", List.of("flat", "classifier"), Map.of("transB", OnnxAttribute.of(1))));
		OnnxGraph graph = new OnnxGraph("probe", nodes, List.of(value("image", 1, 1, SIDE, SIDE)),
				List.of(value("logits", 1, 1)),
				Map.of("kernel", one, "classifier", OnnxConstant.of(Tensor.of(Shape.of(1, 1), 1))));
		return new OnnxModel(IR_VERSION, "efficientnet-classifier", "", List.of(new OnnxOperatorSet("", OPERATOR_SET)),
				Map.of(), graph, List.of());
	}

	private static OnnxValueInfo value(String name, int... extents) {
		OnnxDimension[] dimensions = new OnnxDimension[extents.length];
		for (int i = 0; i < extents.length; i++) {
			dimensions[i] = OnnxDimension.of(extents[i]);
		}
		return OnnxValueInfo.floats(name, dimensions);
	}

}
