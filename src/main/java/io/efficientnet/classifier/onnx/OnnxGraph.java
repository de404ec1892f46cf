package io.efficientnet.classifier.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Nodes and the constants they use: {@code GraphProto}.
 *
 * @param name may be empty
 * @param nodes in order of execution, as the format demands
 * @param inputs what a caller gives; old files list the initializers here too
 * @param outputs what a caller gets
 * @param initializers constants by name, in the order of the file
 */
public record OnnxGraph(String name, List<OnnxNode> nodes, List<OnnxValueInfo> inputs, List<OnnxValueInfo> outputs,
		Map<String, OnnxConstant> initializers) {

	public OnnxGraph {
		nodes = List.copyOf(nodes);
		inputs = List.copyOf(inputs);
		outputs = List.copyOf(outputs);
		initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
	}

}
