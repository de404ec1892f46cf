package io.efficientnet.classifier.conversion;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxWriter;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** Runs graphs on the CPU provider of ONNX Runtime. */
final class OrtGraph implements AutoCloseable {

	private static final int THREADS = 2;

	private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

	private final OrtSession session;

	OrtGraph(OnnxModel model) throws OrtException {
		try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
			options.setIntraOpNumThreads(THREADS);
			this.session = this.environment.createSession(OnnxWriter.toByteArray(model), options);
		}
	}

	Map<String, Tensor> run(Tensor image) throws OrtException {
		Map<String, Tensor> outputs = new LinkedHashMap<>();
		try (OnnxTensor input = OnnxTensor.createTensor(this.environment, image.data().duplicate(),
				image.shape().toLongs()); OrtSession.Result result = this.session.run(Map.of("image", input))) {
			result.forEach((entry) -> outputs.put(entry.getKey(), tensor((OnnxTensor) entry.getValue())));
		}
		return outputs;
	}

	Tensor run(Tensor image, String output) throws OrtException {
		return Objects.requireNonNull(run(image).get(output), output);
	}

	@Override
	public void close() throws OrtException {
		this.session.close();
	}

	private static Tensor tensor(OnnxTensor value) {
		long[] extents = value.getInfo().getShape();
		int[] dimensions = new int[extents.length];
		for (int axis = 0; axis < extents.length; axis++) {
			dimensions[axis] = Math.toIntExact(extents[axis]);
		}
		return new Tensor(Shape.of(dimensions), value.getFloatBuffer());
	}

}
