package io.efficientnet.classifier.inference.reference.operator;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxNode;
import org.jspecify.annotations.Nullable;

/** The one exception for graphs that this executor does not run. */
public final class UnsupportedGraph {

	private UnsupportedGraph() {
	}

	/**
	 * A refusal of a whole graph.
	 * @param reason a sentence
	 * @return the exception to throw
	 */
	public static ServiceException because(String reason) {
		return new ServiceException(FailureKind.INVALID_REQUEST, reason);
	}

	/**
	 * A refusal of one node.
	 * @param node that cannot be run
	 * @param reason why, without a subject that names it
	 * @param cause for the log
	 * @return the exception to throw
	 */
	public static ServiceException because(OnnxNode node, String reason, @Nullable Throwable cause) {
		return new ServiceException(FailureKind.INVALID_REQUEST,
				"Node '%s' (%s) does not run on the Java executor: %s".formatted(name(node), node.operator(), reason),
				cause);
	}

	/**
	 * What a node is called in messages.
	 * @param node of a graph
	 * @return its name, or that of its first output where it has none
	 */
	public static String name(OnnxNode node) {
		return (node.name().isEmpty() && !node.outputs().isEmpty()) ? node.outputs().getFirst() : node.name();
	}

}
