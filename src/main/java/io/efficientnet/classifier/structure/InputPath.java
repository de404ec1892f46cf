package io.efficientnet.classifier.structure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.efficientnet.classifier.onnx.OnnxNode;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the image before the first convolution.
 *
 * @param nodes in order of execution
 */
record InputPath(List<OnnxNode> nodes) {

	static final Set<String> ARITHMETIC = Set.of("Add", "Sub", "Mul", "Div");

	static InputPath of(GraphIndex index, String input) {
		for (OnnxNode node : index.graph().nodes()) {
			if (node.operator().equals("Conv") && !node.inputs().isEmpty()) {
				List<OnnxNode> nodes = walk(index, node.inputs().getFirst(), input);
				if (nodes != null) {
					return new InputPath(nodes);
				}
			}
		}
		throw ForeignGraph.refused("no convolution reads its input '%s'".formatted(input));
	}

	private static @Nullable List<OnnxNode> walk(GraphIndex index, String from, String input) {
		List<OnnxNode> nodes = new ArrayList<>();
		String value = from;
		while (!value.equals(input)) {
			OnnxNode node = index.producer(value);
			if (node == null || node.inputs().isEmpty() || node.operator().equals("Conv")
					|| nodes.size() > index.longestWalk()) {
				return null;
			}
			nodes.add(node);
			value = node.inputs().get(operand(index, node));
		}
		return nodes.reversed();
	}

	/** Position of the input that is no constant. */
	static int operand(GraphIndex index, OnnxNode node) {
		boolean second = ARITHMETIC.contains(node.operator()) && node.inputs().size() > 1
				&& index.numbers(node.inputs().getFirst()) != null;
		return second ? 1 : 0;
	}

	/** Whether channels come last where the path begins. */
	boolean movesChannelsFirst() {
		return this.nodes.stream()
			.anyMatch((node) -> node.operator().equals("Transpose")
					&& node.integers("perm", List.of()).equals(List.of(0L, 3L, 1L, 2L)));
	}

	/** Whether whole numbers become floating-point ones before anything is computed. */
	boolean castsFirst() {
		for (OnnxNode node : this.nodes) {
			if (node.operator().equals("Cast")) {
				return true;
			}
			if (!List.of("Transpose", "Identity", "Reshape").contains(node.operator())) {
				return false;
			}
		}
		return false;
	}

}
