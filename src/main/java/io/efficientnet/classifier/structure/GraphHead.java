package io.efficientnet.classifier.structure;

import java.util.List;
import java.util.Set;

import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The end of a graph, read from its output backwards.
 *
 * @param output where it begins
 * @param logits value before softmax, or the output itself
 * @param leftOut operator between them that turns logits into probabilities; null if
 * there is none
 * @param classifier null where none was found
 * @param pooled value that global pooling gives; null where none was found
 * @param features value that is pooled; null where that is not the mean
 * @param channelsLast whether features are {@code [n][h][w][c]}
 * @param between operator between pooling and classifier that makes class activation maps
 * meaningless; null if there is none
 */
record GraphHead(String output, String logits, @Nullable String leftOut, @Nullable Classifier classifier,
		@Nullable String pooled, @Nullable String features, boolean channelsLast, @Nullable String between) {

	private static final Set<String> PROBABILITIES = Set.of("Softmax", "LogSoftmax", "Sigmoid");

	private static final Set<String> MEANS = Set.of("GlobalAveragePool", "AveragePool", "ReduceMean");

	private static final Set<String> MAXIMA = Set.of("GlobalMaxPool", "ReduceMax");

	private static final Set<String> MOVES = Set.of("Flatten", "Reshape", "Squeeze", "Unsqueeze", "Identity", "Cast",
			"Dropout", "Transpose");

	static GraphHead of(GraphIndex index, String output) {
		String value = output;
		String leftOut = null;
		float[] bias = null;
		String logits = output;
		for (int step = 0; step < index.longestWalk(); step++) {
			OnnxNode node = index.producer(value);
			if (node == null || node.inputs().isEmpty()) {
				break;
			}
			String first = node.inputs().getFirst();
			if (MOVES.contains(node.operator())) {
				value = first;
			}
			else if (PROBABILITIES.contains(node.operator()) && leftOut == null && bias == null) {
				leftOut = node.operator();
				value = first;
				logits = first;
			}
			else if (node.operator().equals("Add") && node.inputs().size() == 2 && bias == null) {
				int operand = InputPath.operand(index, node);
				bias = index.numbers(node.inputs().get(1 - operand));
				if (bias == null) {
					break;
				}
				value = node.inputs().get(operand);
			}
			else {
				Classifier classifier = Classifier.of(index, node, bias);
				if (classifier == null) {
					break;
				}
				return pooling(index, output, logits, leftOut, classifier);
			}
		}
		return new GraphHead(output, logits, leftOut, null, null, null, false, null);
	}

	private static GraphHead pooling(GraphIndex index, String output, String logits, @Nullable String leftOut,
			Classifier classifier) {
		String value = classifier.input();
		String between = null;
		for (int step = 0; step < index.longestWalk(); step++) {
			OnnxNode node = index.producer(value);
			if (node == null || node.inputs().isEmpty() || node.operator().equals("Conv")) {
				break;
			}
			if (MEANS.contains(node.operator())) {
				String pooled = (between == null) ? classifier.input() : value;
				return new GraphHead(output, logits, leftOut, classifier, pooled,
						(between == null) ? node.inputs().getFirst() : null, isChannelsLast(index, node), between);
			}
			if (MAXIMA.contains(node.operator())) {
				return new GraphHead(output, logits, leftOut, classifier, value, null, false, node.operator());
			}
			if (!MOVES.contains(node.operator()) && between == null) {
				between = node.operator();
			}
			value = node.inputs().get(InputPath.operand(index, node));
		}
		return new GraphHead(output, logits, leftOut, classifier, null, null, false, between);
	}

	private static boolean isChannelsLast(GraphIndex index, OnnxNode pooling) {
		if (!pooling.operator().equals("ReduceMean")) {
			return false;
		}
		List<Long> axes = pooling.integers("axes", List.of());
		if (axes.isEmpty() && pooling.inputs().size() > 1) {
			List<Long> given = index.integers(pooling.inputs().get(1));
			axes = (given != null) ? given : List.of();
		}
		return axes.contains(1L) || axes.contains(-3L);
	}

	/**
	 * A linear layer whose weights are constants.
	 *
	 * @param input name of the value that it reads
	 * @param weights {@code [classes][features]}
	 * @param bias {@code [classes]}
	 */
	record Classifier(String input, Tensor weights, Tensor bias) {

		static @Nullable Classifier of(GraphIndex index, OnnxNode node, float @Nullable [] added) {
			Tensor weights = weights(index, node);
			if (weights == null) {
				return null;
			}
			int classes = weights.shape().dimension(0);
			Tensor bias = Tensor.allocate(Shape.of(classes));
			boolean biased = node.inputs().size() > 2 && !node.inputs().get(2).isEmpty();
			float[] own = biased ? index.numbers(node.inputs().get(2)) : null;
			boolean known = !biased || own != null;
			return (known && add(added, bias) && add(own, bias))
					? new Classifier(node.inputs().getFirst(), weights, bias) : null;
		}

		private static @Nullable Tensor weights(GraphIndex index, OnnxNode node) {
			if (node.inputs().size() < 2) {
				return null;
			}
			String second = node.inputs().get(1);
			switch (node.operator()) {
				case "Gemm" -> {
					Tensor matrix = index.matrix(second);
					boolean plain = node.decimal("alpha", 1) == 1 && node.decimal("beta", 1) == 1
							&& node.integer("transA", 0) == 0;
					if (matrix == null || !plain) {
						return null;
					}
					return (node.integer("transB", 0) == 1) ? matrix : GraphIndex.transposed(matrix);
				}
				case "MatMul" -> {
					Tensor matrix = index.matrix(second);
					return (matrix != null) ? GraphIndex.transposed(matrix) : null;
				}
				case "Conv" -> {
					return kernel(index, node, second);
				}
				default -> {
					return null;
				}
			}
		}

		private static @Nullable Tensor kernel(GraphIndex index, OnnxNode node, String weights) {
			float[] numbers = index.numbers(weights);
			var constant = index.constant(weights);
			if (numbers == null || constant == null || constant.shape().rank() != 4 || node.integer("group", 1) != 1
					|| constant.shape().dimension(2) != 1 || constant.shape().dimension(3) != 1) {
				return null;
			}
			return Tensor.of(Shape.of(constant.shape().dimension(0), constant.shape().dimension(1)), numbers);
		}

		private static boolean add(float @Nullable [] addends, Tensor bias) {
			if (addends == null) {
				return true;
			}
			if (addends.length != 1 && addends.length != bias.data().limit()) {
				return false;
			}
			for (int i = 0; i < bias.data().limit(); i++) {
				bias.data().put(i, bias.data().get(i) + addends[(addends.length == 1) ? 0 : i]);
			}
			return true;
		}

	}

}
