package io.efficientnet.classifier.structure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.efficientnet.classifier.efficientnet.BlockSpec;
import io.efficientnet.classifier.efficientnet.EfficientNetSpec;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The network of a graph, whoever exported it.
 *
 * @param variant whose kernels have these extents in this order; null where it is of the
 * family, but no published member
 * @param foldedParameters kernels, one bias for each output of a convolution, and the
 * classifier: what is left of the trainable parameters when batch normalisation is folded
 */
public record NetworkStructure(@Nullable EfficientNetVariant variant, long foldedParameters) {

	private static final List<String> OTHER_ACTIVATIONS = List.of("HardSigmoid", "HardSwish");

	private static final int RGB = 3;

	/**
	 * Recognises a network.
	 * @param model without local functions
	 * @return its structure
	 * @throws ServiceException {@code INVALID_REQUEST} with the reason if it is no
	 * EfficientNet
	 */
	public static NetworkStructure of(OnnxModel model) {
		return of(new GraphIndex(model.graph()));
	}

	static NetworkStructure of(GraphIndex index) {
		List<Kernel> kernels = kernels(index);
		List<Kernel> depthwise = kernels.stream().filter(Kernel::isDepthwise).toList();
		requireFamily(index, kernels, depthwise);
		boolean lite = index.graph().nodes().stream().filter(NetworkStructure::isPooling).count() < 2;
		EfficientNetVariant variant = Arrays.stream(EfficientNetVariant.values())
			.filter((candidate) -> candidate.isLite() == lite)
			.filter((candidate) -> isOf(candidate.spec(), kernels, depthwise))
			.findFirst()
			.orElse(null);
		long convolutions = kernels.stream().mapToLong(Kernel::parameters).sum();
		return new NetworkStructure(variant, convolutions + matrices(index));
	}

	/**
	 * Trainable parameters as they are counted before batch normalisation is folded.
	 * @return their number; null unless the variant is known
	 */
	public @Nullable Long parameters() {
		return (this.variant != null) ? this.foldedParameters + this.variant.spec().statistics() / 2 : null;
	}

	private static List<Kernel> kernels(GraphIndex index) {
		List<Kernel> kernels = new ArrayList<>();
		for (OnnxNode node : index.graph().nodes()) {
			if (node.operator().equals("Conv") && node.inputs().size() > 1) {
				OnnxConstant weights = index.constant(node.inputs().get(1));
				if (weights != null && weights.shape().rank() == 4) {
					kernels.add(new Kernel(weights.shape(), node.integer("group", 1)));
				}
			}
		}
		return kernels;
	}

	private static void requireFamily(GraphIndex index, List<Kernel> kernels, List<Kernel> depthwise) {
		String operators = index.graph()
			.nodes()
			.stream()
			.map(OnnxNode::operator)
			.filter((operator) -> operator.equals("QLinearConv") || operator.equals("ConvInteger"))
			.findFirst()
			.orElse(null);
		if (operators != null) {
			throw ForeignGraph.refused("it is quantised (" + operators + "); export the float32 model");
		}
		if (kernels.isEmpty()) {
			throw ForeignGraph
				.refused("it has no convolution with constant weights; give an EfficientNet image classifier");
		}
		if (depthwise.isEmpty()) {
			throw ForeignGraph.refused("it has %d convolutions, none of them depthwise, so it is no EfficientNet"
				.formatted(kernels.size()));
		}
		String other = index.graph()
			.nodes()
			.stream()
			.map(OnnxNode::operator)
			.filter(OTHER_ACTIVATIONS::contains)
			.findFirst()
			.orElse(null);
		if (other != null || depthwise.stream().noneMatch((kernel) -> kernel.side() == 5)
				|| depthwise.stream().anyMatch((kernel) -> kernel.side() > 5)) {
			throw ForeignGraph.refused("its depthwise convolutions are not those of EfficientNet B0 to B7 or Lite"
					+ ((other != null) ? " (it has " + other + ", as MobileNetV3)" : " (3x3 and 5x5)"));
		}
		Kernel stem = kernels.getFirst();
		if (stem.shape().dimension(1) != RGB || stem.side() != EfficientNetSpec.STEM_KERNEL) {
			throw ForeignGraph
				.refused("its first convolution has kernels %s, not 3x3 of three channels".formatted(stem.shape()));
		}
	}

	private static boolean isPooling(OnnxNode node) {
		return List.of("GlobalAveragePool", "ReduceMean", "AveragePool").contains(node.operator());
	}

	private static boolean isOf(EfficientNetSpec spec, List<Kernel> kernels, List<Kernel> depthwise) {
		List<List<Integer>> expected = spec.blocks().stream().map(NetworkStructure::depthwise).toList();
		return kernels.getFirst().outputs() == spec.stemWidth() && kernels.getLast().outputs() == spec.headWidth()
				&& depthwise.stream()
					.map((kernel) -> List.of(kernel.outputs(), kernel.side()))
					.toList()
					.equals(expected);
	}

	private static List<Integer> depthwise(BlockSpec block) {
		return List.of(block.expandedChannels(), block.kernel());
	}

	private static long matrices(GraphIndex index) {
		return index.graph()
			.nodes()
			.stream()
			.filter((node) -> node.operator().equals("Gemm") || node.operator().equals("MatMul"))
			.filter((node) -> node.inputs().size() > 1)
			.mapToLong((node) -> matrix(index, node))
			.sum();
	}

	private static long matrix(GraphIndex index, OnnxNode node) {
		Tensor matrix = index.matrix(node.inputs().get(1));
		if (matrix == null) {
			return 0;
		}
		int outputs = matrix.shape().dimension((node.integer("transB", 0) == 1) ? 0 : 1);
		return matrix.shape().elementCount() + outputs;
	}

	/**
	 * Weights of a convolution.
	 *
	 * @param shape {@code [out][in/groups][k][k]}
	 * @param groups number of groups that the channels fall into
	 */
	private record Kernel(Shape shape, long groups) {

		boolean isDepthwise() {
			return this.groups > 1 && this.groups == outputs() && this.shape.dimension(1) == 1;
		}

		int outputs() {
			return this.shape.dimension(0);
		}

		int side() {
			return this.shape.dimension(2);
		}

		long parameters() {
			return this.shape.elementCount() + outputs();
		}

	}

}
