package io.efficientnet.classifier.structure;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxDimension;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Writes the new ends of a graph: nodes before the old input and after the old outputs.
 */
final class GraphEnds {

	private static final OnnxDimension RGB = OnnxDimension.of(3);

	// The first in which constants need not be listed among the inputs
	private static final long OLDEST_IR_VERSION = 4;

	private static final long SLICE_BY_INPUTS = 10;

	private static final long CLIP_BY_INPUTS = 11;

	private static final float LEAST_PROBABILITY = 1e-30f;

	private final long operatorSet;

	private final GraphPruning kept;

	private final GraphNames names;

	private final List<OnnxNode> before = new ArrayList<>();

	private final List<OnnxNode> after = new ArrayList<>();

	private final Map<String, OnnxConstant> constants;

	GraphEnds(long operatorSet, GraphPruning kept, GraphNames names) {
		this.operatorSet = operatorSet;
		this.kept = kept;
		this.names = names;
		this.constants = new LinkedHashMap<>(kept.constants());
	}

	/** A square image in float32, channels first, to what the graph reads. */
	OnnxValueInfo input(GraphInput input, boolean anyBatch) {
		List<Step> steps = new ArrayList<>();
		Integer side = input.side();
		if (!input.isSquare() && side != null) {
			steps.add(middle(side, Objects.requireNonNull(input.height()), Objects.requireNonNull(input.width())));
		}
		boolean floats = input.type() == OnnxElementType.FLOAT
				|| (input.takesWholeNumbers() && input.path().castsFirst());
		if (!floats) {
			steps.add(new Step("Cast", List.of(), Map.of("to", OnnxAttribute.of((long) input.type().code()))));
		}
		if (input.channelsLast()) {
			steps.add(new Step("Transpose", List.of(), Map.of("perm", OnnxAttribute.ofAll(0, 2, 3, 1))));
		}
		String name = steps.isEmpty() ? input.name() : this.names.fresh("image");
		String value = name;
		for (int i = 0; i < steps.size(); i++) {
			Step step = steps.get(i);
			String output = (i == steps.size() - 1) ? input.name() : this.names.fresh("image/" + step.operator());
			this.before.add(new OnnxNode(step.operator(), "", this.names.fresh("import/" + step.operator()),
					Stream.concat(Stream.of(value), step.inputs().stream()).toList(), List.of(output),
					step.attributes()));
			value = output;
		}
		OnnxDimension images = anyBatch ? OnnxDimension.of("images") : OnnxDimension.of(1);
		return OnnxValueInfo.floats(name, images, RGB,
				(side != null) ? OnnxDimension.of(side) : OnnxDimension.of("height"),
				(side != null) ? OnnxDimension.of(side) : OnnxDimension.of("width"));
	}

	private Step middle(int side, int height, int width) {
		long top = (side - height) / 2L;
		long left = (side - width) / 2L;
		if (this.operatorSet < SLICE_BY_INPUTS) {
			return new Step("Slice", List.of(), Map.of("axes", OnnxAttribute.ofAll(2, 3), "starts",
					OnnxAttribute.ofAll(top, left), "ends", OnnxAttribute.ofAll(top + height, left + width)));
		}
		return new Step("Slice", List.of(integers("starts", top, left), integers("ends", top + height, left + width),
				integers("axes", 2, 3)), Map.of());
	}

	private String integers(String name, long... values) {
		String fresh = this.names.fresh("import/" + name);
		this.constants.put(fresh, OnnxConstant.of(Shape.of(values.length), values));
		return fresh;
	}

	String embedding(String pooled) {
		return floats(flat(pooled, "embedding/flat"), "embedding");
	}

	String features(String features, boolean channelsLast) {
		String first = channelsLast ? add("Transpose", "features/channels-first", List.of(features),
				Map.of("perm", OnnxAttribute.ofAll(0, 3, 1, 2))) : features;
		return floats(first, "features");
	}

	String classifier(GraphHead.Classifier classifier, @Nullable String embedding) {
		String input = (embedding != null) ? embedding
				: floats(flat(classifier.input(), "classifier/flat"), "classifier/input");
		String weights = constant("classifier/weight", classifier.weights());
		String bias = constant("classifier/bias", classifier.bias());
		return add("Gemm", "logits", List.of(input, weights, bias), Map.of("transB", OnnxAttribute.of(1L)));
	}

	String logits(String value, boolean fromProbabilities) {
		String flat = flat(value, "logits/flat");
		if (!fromProbabilities) {
			return floats(flat, "logits");
		}
		String probabilities = floats(flat, "probabilities");
		String positive = (this.operatorSet < CLIP_BY_INPUTS)
				? add("Clip", "probabilities/positive", List.of(probabilities),
						Map.of("min", OnnxAttribute.of(LEAST_PROBABILITY)))
				: add("Clip", "probabilities/positive",
						List.of(probabilities, constant("probabilities/least", scalar(LEAST_PROBABILITY))), Map.of());
		return add("Log", "logits", List.of(positive), Map.of());
	}

	OnnxModel model(OnnxModel foreign, OnnxValueInfo image, List<String> outputs) {
		List<OnnxNode> nodes = Stream.of(this.before, this.kept.nodes(), this.after).flatMap(List::stream).toList();
		OnnxGraph graph = new OnnxGraph(foreign.graph().name(), nodes, List.of(image),
				outputs.stream().map((name) -> new OnnxValueInfo(name, OnnxElementType.FLOAT, null)).toList(),
				this.constants);
		return new OnnxModel(Math.max(OLDEST_IR_VERSION, foreign.irVersion()), foreign.producer(),
				foreign.producerVersion(), foreign.operatorSets(), foreign.metadata(), graph, List.of());
	}

	private static Tensor scalar(float value) {
		return new Tensor(new Shape(List.of()), FloatBuffer.wrap(new float[] { value }));
	}

	private String flat(String value, String name) {
		return add("Flatten", name, List.of(value), Map.of("axis", OnnxAttribute.of(1L)));
	}

	private String floats(String value, String name) {
		return add("Cast", name, List.of(value), Map.of("to", OnnxAttribute.of((long) OnnxElementType.FLOAT.code())));
	}

	private String constant(String name, Tensor tensor) {
		String fresh = this.names.fresh(name);
		this.constants.put(fresh, OnnxConstant.of(tensor));
		return fresh;
	}

	private String add(String operator, String name, List<String> inputs, Map<String, OnnxAttribute> attributes) {
		String fresh = this.names.fresh(name);
		this.after.add(OnnxNode.of(operator, fresh, inputs, attributes));
		return fresh;
	}

	private record Step(String operator, List<String> inputs, Map<String, OnnxAttribute> attributes) {
	}

}
