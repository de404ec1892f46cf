package io.efficientnet.classifier.precision;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;

/** What all rewritten models have in common. */
final class Rewriting {

	private Rewriting() {
	}

	/**
	 * A model with another graph.
	 * @param model that the rest is taken from
	 * @param graph the new one
	 * @param precision noted in the metadata
	 * @return the model
	 */
	static OnnxModel of(OnnxModel model, OnnxGraph graph, String precision) {
		Map<String, String> metadata = new LinkedHashMap<>(model.metadata());
		metadata.put("precision", precision);
		return new OnnxModel(model.irVersion(), model.producer(), model.producerVersion(), model.operatorSets(),
				metadata, graph, model.functions());
	}

	/**
	 * A graph with other nodes and constants.
	 * @param graph that inputs and outputs are taken from
	 * @param nodes in order of execution
	 * @param constants all that they use
	 * @return the graph, whose constants are no inputs, as those of old files are
	 */
	static OnnxGraph withoutInputs(OnnxGraph graph, List<OnnxNode> nodes, Map<String, OnnxConstant> constants) {
		return new OnnxGraph(graph.name(), nodes,
				graph.inputs().stream().filter((input) -> !graph.initializers().containsKey(input.name())).toList(),
				graph.outputs(), constants);
	}

}
