package io.efficientnet.classifier.precision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxDimension;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.tensor.Shape;

/**
 * Finds the ranges of values by running pictures through a graph that tells the least and
 * the greatest of each value, two numbers a value.
 */
public final class Calibration {

	/** The output of {@link #graph()}, {@code [1][width]}. */
	public static final String RANGES = "calibration/ranges";

	private static final String COLUMN = "calibration/column";

	// The first where weights are scaled by channel
	private static final int LEAST_OPERATOR_SET = 13;

	private final OnnxModel model;

	private final QuantizedValues quantized;

	private final List<String> names;

	private final float[] least;

	private final float[] greatest;

	private int pictures;

	/**
	 * Ranges yet to be found.
	 * @param model of float32 weights, for images of any number or of one
	 * @throws ServiceException {@code INVALID_REQUEST} if nothing in the model can become
	 * eight bits
	 */
	public Calibration(OnnxModel model) {
		this.model = model;
		this.quantized = QuantizedValues.of(model.graph());
		if (model.operatorSetVersion() < LEAST_OPERATOR_SET) {
			throw new ServiceException(FailureKind.INVALID_REQUEST, "The graph is of operator set "
					+ model.operatorSetVersion() + ", int8 needs " + LEAST_OPERATOR_SET + " at least; export it anew");
		}
		if (this.quantized.layers().isEmpty()) {
			throw new ServiceException(FailureKind.INVALID_REQUEST,
					"The graph has no convolution with float32 weights; convert a model of precision fp32");
		}
		this.names = List.copyOf(this.quantized.values());
		this.least = new float[this.names.size()];
		this.greatest = new float[this.names.size()];
	}

	/**
	 * Numbers that the graph gives.
	 * @return two for each value
	 */
	public int width() {
		return 2 * this.names.size();
	}

	/**
	 * The graph to run, on one image at a time.
	 * @return the model's graph with the output {@link #RANGES}
	 */
	public OnnxModel graph() {
		OnnxGraph graph = this.model.graph();
		List<OnnxNode> nodes = new ArrayList<>(graph.nodes());
		List<String> columns = new ArrayList<>();
		for (String name : this.names) {
			columns.add(extreme("ReduceMin", name, nodes));
			columns.add(extreme("ReduceMax", name, nodes));
		}
		nodes.add(OnnxNode.of("Concat", RANGES, columns, Map.of("axis", OnnxAttribute.of(1L))));
		Map<String, OnnxConstant> constants = new LinkedHashMap<>(graph.initializers());
		constants.put(COLUMN, OnnxConstant.of(Shape.of(2), 1, 1));
		OnnxValueInfo ranges = OnnxValueInfo.floats(RANGES, OnnxDimension.of(1), OnnxDimension.of(width()));
		return new OnnxModel(this.model.irVersion(), this.model.producer(), this.model.producerVersion(),
				this.model.operatorSets(), this.model.metadata(),
				new OnnxGraph(graph.name(), nodes, graph.inputs(), List.of(ranges), constants), this.model.functions());
	}

	/**
	 * Takes in what the graph gave for a picture.
	 * @param ranges as many as {@link #width()}
	 */
	public void add(float[] ranges) {
		for (int i = 0; i < this.names.size(); i++) {
			this.least[i] = Math.min(this.least[i], ranges[2 * i]);
			this.greatest[i] = Math.max(this.greatest[i], ranges[2 * i + 1]);
		}
		this.pictures++;
	}

	/**
	 * The model in eight bits.
	 * @return a graph of {@code QuantizeLinear} and {@code DequantizeLinear}
	 * @throws ServiceException {@code INVALID_REQUEST} if there was no picture, or a
	 * value was not finite
	 */
	public OnnxModel quantize() {
		if (this.pictures == 0) {
			throw new ServiceException(FailureKind.INVALID_REQUEST, "Calibration needs at least one picture");
		}
		Map<String, ValueRange> ranges = new LinkedHashMap<>();
		for (int i = 0; i < this.names.size(); i++) {
			if (!Float.isFinite(this.least[i]) || !Float.isFinite(this.greatest[i])) {
				throw new ServiceException(FailureKind.INVALID_REQUEST,
						"The value " + this.names.get(i) + " of the float32 network is not finite; verify the weights");
			}
			ranges.put(this.names.get(i), new ValueRange(this.least[i], this.greatest[i]));
		}
		return Rewriting.of(this.model, new QuantizedGraph(this.model.graph(), this.quantized, ranges).build(), "int8");
	}

	private static String extreme(String operator, String value, List<OnnxNode> nodes) {
		String name = "calibration/" + value + "/" + operator;
		nodes.add(OnnxNode.of(operator, name + "/scalar", List.of(value), Map.of("keepdims", OnnxAttribute.of(0L))));
		nodes.add(OnnxNode.of("Reshape", name, List.of(name + "/scalar", COLUMN), Map.of()));
		return name;
	}

}
