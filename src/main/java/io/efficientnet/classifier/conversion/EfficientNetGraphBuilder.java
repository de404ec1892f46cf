package io.efficientnet.classifier.conversion;

import java.util.List;

import io.efficientnet.classifier.efficientnet.BlockSpec;
import io.efficientnet.classifier.efficientnet.EfficientNetSpec;
import io.efficientnet.classifier.onnx.OnnxDimension;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxValueInfo;

/**
 * A network with weights as an ONNX graph of operator set {@value #OPERATOR_SET}. Images
 * of any number and extent go in; besides the logits, the pooled features (the embedding)
 * and the features before pooling come out, so that similarity and activation maps need
 * no second graph.
 */
final class EfficientNetGraphBuilder {

	/**
	 * The newest that the older exporters' graphs share; all operators used are in it.
	 */
	static final int OPERATOR_SET = 17;

	/** The file format that came with {@link #OPERATOR_SET}. */
	static final int IR_VERSION = 8;

	private final EfficientNetSpec spec;

	private final LayerWeights weights;

	private final GraphNodes graph;

	EfficientNetGraphBuilder(EfficientNetSpec spec, LayerWeights weights, Padding padding) {
		this.spec = spec;
		this.weights = weights;
		this.graph = new GraphNodes(padding);
	}

	/**
	 * Builds the graph.
	 * @param name of the graph
	 * @param classes outputs of the classifier
	 * @return input {@code image [n, 3, h, w]}, outputs {@code logits [n, classes]},
	 * {@code embedding [n, c]} and {@code features [n, c, h', w']}
	 */
	OnnxGraph build(String name, int classes) {
		String value = activated("stem", ConvertedModel.IMAGE, Layer.stem(this.spec));
		for (BlockSpec block : this.spec.blocks()) {
			value = block(block, value);
		}
		Layer head = Layer.head(this.spec);
		value = this.graph.convolution("head", value, head, this.weights.layer(head));
		this.graph.activation(ConvertedModel.FEATURES, value, this.spec.activation());
		this.graph.flatten(ConvertedModel.EMBEDDING,
				this.graph.globalAveragePool("head/pool", ConvertedModel.FEATURES));
		Layer classifier = Layer.classifier(this.spec, classes);
		this.graph.linear(ConvertedModel.LOGITS, ConvertedModel.EMBEDDING, this.weights.layer(classifier));
		return new OnnxGraph(name, this.graph.nodes(), List.of(image()), outputs(classes), this.graph.initializers());
	}

	private String block(BlockSpec block, String input) {
		String prefix = "blocks." + block.index();
		String value = input;
		if (block.hasExpansion()) {
			value = activated(prefix + "/expand", value, Layer.expand(block));
		}
		value = activated(prefix + "/depthwise", value, Layer.depthwise(block));
		if (block.hasSqueezeExcitation()) {
			value = squeezeExcitation(prefix + "/se", value, block);
		}
		value = convolution(prefix + "/project", value, Layer.project(block));
		return block.hasSkip() ? this.graph.add(prefix + "/add", value, input) : value;
	}

	private String squeezeExcitation(String name, String input, BlockSpec block) {
		String pooled = this.graph.globalAveragePool(name + "/pool", input);
		String squeezed = activated(name + "/squeeze", pooled, Layer.squeeze(block));
		String excited = convolution(name + "/excite", squeezed, Layer.excite(block));
		return this.graph.multiply(name + "/scale", input, this.graph.sigmoid(name + "/gate", excited));
	}

	private String convolution(String name, String input, Layer layer) {
		return this.graph.convolution(name, input, layer, this.weights.layer(layer));
	}

	private String activated(String name, String input, Layer layer) {
		return this.graph.activation(name + "/activation", convolution(name, input, layer), this.spec.activation());
	}

	private static OnnxValueInfo image() {
		return OnnxValueInfo.floats(ConvertedModel.IMAGE, OnnxDimension.of("n"), OnnxDimension.of(3),
				OnnxDimension.of("height"), OnnxDimension.of("width"));
	}

	private List<OnnxValueInfo> outputs(int classes) {
		OnnxDimension count = OnnxDimension.of("n");
		OnnxDimension channels = OnnxDimension.of(this.spec.headWidth());
		return List.of(OnnxValueInfo.floats(ConvertedModel.LOGITS, count, OnnxDimension.of(classes)),
				OnnxValueInfo.floats(ConvertedModel.EMBEDDING, count, channels),
				OnnxValueInfo.floats(ConvertedModel.FEATURES, count, channels, OnnxDimension.of("feature_height"),
						OnnxDimension.of("feature_width")));
	}

}
