package io.efficientnet.classifier.onnx;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** Models with every part that files can have. */
final class OnnxFixtures {

	private OnnxFixtures() {
	}

	static OnnxModel everything() {
		Map<String, String> metadata = new LinkedHashMap<>();
		metadata.put("z", "first");
		metadata.put("a", "second");
		OnnxFunction function = new OnnxFunction("local", "Twice", List.of("x"), List.of("y"), List.of("axis"),
				Map.of("alpha", OnnxAttribute.of(0.5f)), List.of(new OnnxOperatorSet("", 17)),
				List.of(new OnnxNode("Softmax", "", "soft", List.of("x"), List.of("y"),
						Map.of("axis", new OnnxAttribute.Reference("axis", 2)))));
		return new OnnxModel(8, "fixture", "1.0", List.of(new OnnxOperatorSet("", 17), new OnnxOperatorSet("local", 1)),
				metadata, graph("main", attributes()), List.of(function));
	}

	private static OnnxGraph graph(String name, Map<String, OnnxAttribute> attributes) {
		Map<String, OnnxConstant> initializers = new LinkedHashMap<>();
		initializers.put("weights", floats());
		initializers.put("axes", OnnxConstant.of(Shape.of(2), 2, 3));
		initializers.put("empty", OnnxConstant.of(Shape.of(0)));
		return new OnnxGraph(name,
				List.of(new OnnxNode("Twice", "local", "call", List.of("image", "", "weights"),
						List.of("logits", "other"), attributes)),
				List.of(OnnxValueInfo.floats("image", OnnxDimension.of("n"), OnnxDimension.of(3),
						OnnxDimension.of(""))),
				List.of(OnnxValueInfo.floats("logits", OnnxDimension.of("n")), new OnnxValueInfo("other", null, null)),
				initializers);
	}

	private static Map<String, OnnxAttribute> attributes() {
		Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
		attributes.put("float", OnnxAttribute.of(-1.5f));
		attributes.put("int", OnnxAttribute.of(Long.MIN_VALUE));
		attributes.put("text", OnnxAttribute.of("SAME_UPPER, naïve"));
		attributes.put("tensor", new OnnxAttribute.TensorValue(floats()));
		attributes.put("graph", new OnnxAttribute.GraphValue(graph("inner", Map.of())));
		attributes.put("floats", new OnnxAttribute.FloatValues(List.of(1f, Float.NaN)));
		attributes.put("ints", OnnxAttribute.ofAll(1, -1, 0));
		attributes.put("texts", new OnnxAttribute.TextValues(List.of("", "b")));
		attributes.put("tensors", new OnnxAttribute.TensorValues(List.of(floats(), halves())));
		attributes.put("graphs", new OnnxAttribute.GraphValues(List.of(graph("g", Map.of()))));
		attributes.put("none", OnnxAttribute.ofAll());
		return attributes;
	}

	private static OnnxConstant floats() {
		return OnnxConstant.of(Tensor.of(Shape.of(2, 3), 1, 2, 3, -4, 0.5f, 1e-20f));
	}

	private static OnnxConstant halves() {
		return new OnnxConstant(OnnxElementType.FLOAT16, Shape.of(1), ByteBuffer.wrap(new byte[] { 0, 0x3c }));
	}

}
