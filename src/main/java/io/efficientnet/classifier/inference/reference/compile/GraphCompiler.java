package io.efficientnet.classifier.inference.reference.compile;

import java.util.List;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.reference.graph.GraphSimplifier;
import io.efficientnet.classifier.inference.reference.graph.SimplifiedGraph;
import io.efficientnet.classifier.inference.reference.network.NetworkBuilder;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.tensor.Shape;

/**
 * Turns a graph into the steps of a network: MBConv blocks where the graph has them,
 * single layers where it has those, and operators as they are for the rest.
 */
public final class GraphCompiler {

	// Each finds what the ones before it made
	private static final List<Rule> RULES = List.of(new ReshapeRule(), new ConvolutionRule(), new PaddingRule(),
			new ScalingRule(), new ActivationRule(), new GlobalAveragePoolRule(), new FullyConnectedRule(),
			new LayerBiasRule(), new LayerActivationRule(), new SumRule(), new SqueezeExcitationRule(),
			new MbConvRule(), new ResidualRule());

	private GraphCompiler() {
	}

	/**
	 * Compiles a graph for images of one size.
	 * @param model as read from a file of any exporter
	 * @param image shape of one image, the first extent being 1
	 * @param outputs names of the graph's outputs that the network must give
	 * @param builder gets the steps in order of execution
	 * @throws ServiceException {@code INVALID_REQUEST} if the graph has parts that are
	 * not run, or does not fit images of this size; the builder has not been called then
	 */
	public static void compile(OnnxModel model, Shape image, List<String> outputs, NetworkBuilder builder) {
		SimplifiedGraph graph = GraphSimplifier.simplify(model, image, outputs);
		Plan plan = new Plan(graph);
		RULES.forEach(plan::apply);
		new PlanWriter(plan, builder).write(graph.input(), graph.outputs());
	}

}
