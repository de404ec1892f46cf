package io.efficientnet.classifier.inference.reference.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Leaves out nodes that no wanted value depends on. */
final class NeededNodes {

	private NeededNodes() {
	}

	/**
	 * Walks back from the wanted values.
	 * @param nodes in order of execution
	 * @param inputs names that a node reads
	 * @param outputs names that a node writes
	 * @param wanted names of values
	 * @return the nodes that are needed, in order of execution
	 */
	static <N> List<N> of(List<N> nodes, Function<N, List<String>> inputs, Function<N, List<String>> outputs,
			Collection<String> wanted) {
		Set<String> needed = new HashSet<>(wanted);
		List<N> kept = new ArrayList<>();
		for (N node : nodes.reversed()) {
			if (outputs.apply(node).stream().anyMatch(needed::contains)) {
				needed.addAll(inputs.apply(node));
				needed.remove("");
				kept.add(node);
			}
		}
		return kept.reversed();
	}

}
