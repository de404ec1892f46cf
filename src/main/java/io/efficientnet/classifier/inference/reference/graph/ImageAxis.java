package io.efficientnet.classifier.inference.reference.graph;

import io.efficientnet.classifier.inference.reference.operator.BoundOperator;
import io.efficientnet.classifier.inference.reference.operator.Concat;
import io.efficientnet.classifier.inference.reference.operator.Expand;
import io.efficientnet.classifier.inference.reference.operator.Gather;
import io.efficientnet.classifier.inference.reference.operator.Operator;
import io.efficientnet.classifier.inference.reference.operator.Pad;
import io.efficientnet.classifier.inference.reference.operator.Reshape;
import io.efficientnet.classifier.inference.reference.operator.Slice;
import io.efficientnet.classifier.inference.reference.operator.Softmax;
import io.efficientnet.classifier.inference.reference.operator.UnsupportedGraph;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.tensor.Shape;

/**
 * The first axis of everything that is computed at run time. Images run one by one, which
 * is what the graph says of a batch only if no node looks at two images at once.
 */
final class ImageAxis {

	private ImageAxis() {
	}

	/**
	 * Refuses a node that mixes images.
	 * @param node of the graph
	 * @param one what it is for one image
	 * @param two what it is for two; its inputs have passed this check
	 */
	static void require(OnnxNode node, BoundOperator one, BoundOperator two) {
		Shape shape = one.output().shape();
		if (!isOneImage(shape) || !two.output().shape().equals(shape.withCount(2))) {
			throw UnsupportedGraph.because(node, "it does not keep the images of a batch apart: %s of one, %s of two"
				.formatted(shape, two.output().shape()), null);
		}
		if (worksAlongImages(one.operator()) || !isSame(one.operator(), two.operator())) {
			throw UnsupportedGraph.because(node, "it mixes the images of a batch", null);
		}
	}

	static boolean isOneImage(Shape shape) {
		return shape.rank() > 0 && shape.dimension(0) == 1;
	}

	/** Whether it moves images although there are as many as before. */
	private static boolean worksAlongImages(Operator operator) {
		return switch (operator) {
			case Concat concat -> concat.axis() == 0;
			case Gather gather -> gather.axis() == 0;
			case Pad pad -> pad.before().getFirst() != 0 || pad.after().getFirst() != 0;
			case Softmax softmax -> softmax.axis() == 0;
			default -> false;
		};
	}

	/** Whether the number of images makes no other difference than in shapes. */
	private static boolean isSame(Operator one, Operator two) {
		return switch (one) {
			case Expand _, Reshape _ -> true;
			case Slice slice -> two.equals(new Slice(slice.starts(), slice.steps(), slice.counts().withCount(2)));
			default -> one.equals(two);
		};
	}

}
