package io.efficientnet.classifier.inference.reference.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.efficientnet.classifier.inference.reference.operator.Value;
import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxDimension;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxFunction;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.onnx.OnnxOperatorSet;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.onnx.OnnxWriter;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** Small graphs, put together node by node, and two ways to run them. */
final class Graphs {

	private final List<OnnxNode> nodes = new ArrayList<>();

	private final Map<String, OnnxConstant> initializers = new LinkedHashMap<>();

	private final List<OnnxFunction> functions = new ArrayList<>();

	private List<OnnxValueInfo> inputs = List.of(OnnxValueInfo.floats("image", OnnxDimension.of("n"),
			OnnxDimension.of(3), OnnxDimension.of("h"), OnnxDimension.of("w")));

	Graphs inputs(OnnxValueInfo... given) {
		this.inputs = List.of(given);
		return this;
	}

	Graphs node(String operator, String name, List<String> given, Map<String, OnnxAttribute> attributes) {
		this.nodes.add(OnnxNode.of(operator, name, given, attributes));
		return this;
	}

	Graphs node(String operator, String name, String... given) {
		return node(operator, name, List.of(given), Map.of());
	}

	Graphs call(String function, List<String> given, List<String> results, Map<String, OnnxAttribute> attributes) {
		this.nodes.add(new OnnxNode(function, "local", "call of " + results.getFirst(), given, results, attributes));
		return this;
	}

	Graphs function(String name, List<String> attributes, Map<String, OnnxAttribute> defaults, OnnxNode... body) {
		this.functions.add(new OnnxFunction("local", name, List.of("x"), List.of("y"), attributes, defaults,
				List.of(new OnnxOperatorSet("", 18), new OnnxOperatorSet("local", 1)), List.of(body)));
		return this;
	}

	Graphs longs(String name, long... values) {
		this.initializers.put(name, OnnxConstant.of(Shape.of(values.length), values));
		return this;
	}

	Graphs whole(String name, long value) {
		this.initializers.put(name, OnnxConstant.of(Shape.of(), value));
		return this;
	}

	Graphs floats(String name, Shape shape, float... values) {
		this.initializers.put(name, OnnxConstant.of(Tensor.of(shape, values)));
		return this;
	}

	Graphs halves(String name, float... values) {
		ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
		for (float value : values) {
			bytes.putShort(Float.floatToFloat16(value));
		}
		this.initializers.put(name, new OnnxConstant(OnnxElementType.FLOAT16, Shape.of(values.length), bytes.flip()));
		return this;
	}

	OnnxModel model(long opset, String... outputs) {
		List<OnnxValueInfo> infos = new ArrayList<>();
		for (String output : outputs) {
			infos.add(new OnnxValueInfo(output, OnnxElementType.FLOAT, null));
		}
		return new OnnxModel(8, "test", "", List.of(new OnnxOperatorSet("", opset), new OnnxOperatorSet("local", 1)),
				Map.of(), new OnnxGraph("g", this.nodes, this.inputs, infos, this.initializers), this.functions);
	}

	/** Runs what is left, operator by operator. */
	static Map<String, Value> run(SimplifiedGraph graph, Tensor image) {
		Map<String, Value> values = new HashMap<>(graph.constants());
		values.put(graph.input(), new Value.Floats(image));
		for (BoundNode node : graph.nodes()) {
			values.put(node.output(), node.operator().evaluate(node.inputs().stream().map(values::get).toList()));
		}
		Map<String, Value> outputs = new LinkedHashMap<>();
		graph.outputs().forEach((name, value) -> outputs.put(name, values.get(value)));
		return outputs;
	}

	static float[] runtime(OnnxModel model, Tensor image) throws OrtException {
		OrtEnvironment environment = OrtEnvironment.getEnvironment();
		try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
				OrtSession session = environment.createSession(OnnxWriter.toByteArray(model), options);
				OnnxTensor input = OnnxTensor.createTensor(environment, image.data().duplicate(),
						image.shape().toLongs());
				OrtSession.Result result = session.run(Map.of("image", input))) {
			FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
			return new Tensor(Shape.of(output.limit()), output).toArray();
		}
	}

}
