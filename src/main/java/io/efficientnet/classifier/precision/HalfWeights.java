package io.efficientnet.classifier.precision;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;

/**
 * Weights stored as float16 and computed with as float32: a {@code Cast} stands before
 * each, which executors do once, when they open the graph. Biases, a hundredth of the
 * file, stay as they are.
 */
public final class HalfWeights {

	private static final String SUFFIX = "/half";

	private static final float LARGEST = 65504;

	private HalfWeights() {
	}

	/**
	 * Stores the weights of a model in half the space.
	 * @param model of float32 weights
	 * @return the same with tensors of two and more axes as float16, rounded to nearest,
	 * ties to even
	 * @throws ServiceException {@code INVALID_REQUEST} if a weight is beyond 65504, which
	 * float16 cannot hold: clamped, it would be another network
	 */
	public static OnnxModel store(OnnxModel model) {
		OnnxGraph graph = model.graph();
		List<OnnxNode> nodes = new ArrayList<>();
		Map<String, OnnxConstant> constants = new LinkedHashMap<>();
		graph.initializers().forEach((name, constant) -> {
			if (constant.elementType() != OnnxElementType.FLOAT || constant.shape().rank() < 2) {
				constants.put(name, constant);
				return;
			}
			constants.put(name + SUFFIX, half(name, constant));
			nodes.add(OnnxNode.of("Cast", name, List.of(name + SUFFIX),
					Map.of("to", OnnxAttribute.of((long) OnnxElementType.FLOAT.code()))));
		});
		nodes.addAll(graph.nodes());
		return Rewriting.of(model, Rewriting.withoutInputs(graph, nodes, constants), "fp16");
	}

	private static OnnxConstant half(String name, OnnxConstant constant) {
		FloatBuffer values = constant.toTensor().data();
		int count = values.remaining();
		ByteBuffer halves = ByteBuffer.allocateDirect(Math.multiplyExact(count, Short.BYTES))
			.order(ByteOrder.LITTLE_ENDIAN);
		for (int i = 0; i < count; i++) {
			float value = values.get(i);
			short half = Float.floatToFloat16(value);
			if (!Float.isFinite(Float.float16ToFloat(half))) {
				throw new ServiceException(FailureKind.INVALID_REQUEST, "Weight " + name + " holds " + value
						+ ", float16 ends at " + LARGEST + "; convert with --precision fp32");
			}
			halves.putShort(half);
		}
		return new OnnxConstant(OnnxElementType.FLOAT16, constant.shape(), halves.flip());
	}

}
