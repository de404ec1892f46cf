package io.efficientnet.classifier.onnx;

import java.util.List;
import java.util.Map;

/**
 * A function local to a model: {@code FunctionProto}. A node calls it by domain and name.
 *
 * @param domain of the calling nodes
 * @param name operator type of the calling nodes
 * @param inputs names of the parameters
 * @param outputs names of the results
 * @param attributes names of attributes that a call must give
 * @param defaults attributes that a call may give, with what they are otherwise
 * @param operatorSets that the nodes are written against
 * @param nodes the body
 */
public record OnnxFunction(String domain, String name, List<String> inputs, List<String> outputs,
		List<String> attributes, Map<String, OnnxAttribute> defaults, List<OnnxOperatorSet> operatorSets,
		List<OnnxNode> nodes) {

	public OnnxFunction {
		domain = OnnxOperatorSet.standardAsEmpty(domain);
		inputs = List.copyOf(inputs);
		outputs = List.copyOf(outputs);
		attributes = List.copyOf(attributes);
		defaults = OnnxNode.ordered(defaults);
		operatorSets = List.copyOf(operatorSets);
		nodes = List.copyOf(nodes);
	}

}
