package io.efficientnet.classifier.inference.reference.compile;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxWriter;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** What ONNX Runtime makes of a graph, operator by operator. */
final class OrtReference {

	private OrtReference() {
	}

	static Map<String, Tensor> run(OnnxModel model, String input, Tensor image) throws OrtException {
		OrtEnvironment environment = OrtEnvironment.getEnvironment();
		Map<String, Tensor> outputs = new LinkedHashMap<>();
		try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
			options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
			try (OrtSession session = environment.createSession(OnnxWriter.toByteArray(model), options);
					OnnxTensor tensor = OnnxTensor.createTensor(environment, image.data().duplicate(),
							image.shape().toLongs());
					OrtSession.Result result = session.run(Map.of(input, tensor))) {
				result.forEach((entry) -> outputs.put(entry.getKey(), copy((OnnxTensor) entry.getValue())));
			}
		}
		return outputs;
	}

	private static Tensor copy(OnnxTensor value) {
		int[] extents = Arrays.stream(value.getInfo().getShape()).mapToInt(Math::toIntExact).toArray();
		return new Tensor(Shape.of(extents), value.getFloatBuffer());
	}

}
