package io.efficientnet.classifier.inference.reference.compile;

import java.util.List;

import io.efficientnet.classifier.inference.reference.graph.BoundNode;
import io.efficientnet.classifier.inference.reference.network.Activation;
import io.efficientnet.classifier.inference.reference.network.SqueezeExcitationSpec;
import io.efficientnet.classifier.inference.reference.operator.Arithmetic;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** One step of a plan, which computes one value from others. */
sealed interface Step {

	/**
	 * For the plan that people read.
	 * @return name of the graph's node, of the first one if there are several
	 */
	String name();

	/**
	 * What it reads.
	 * @return names of values that are computed at run time
	 */
	List<String> inputs();

	/**
	 * What it computes.
	 * @return name of the value
	 */
	String output();

	/**
	 * Any operator.
	 *
	 * @param node of the graph
	 * @param inputs those of the node that are not constant
	 */
	record Plain(BoundNode node, List<String> inputs) implements Step {

		@Override
		public String name() {
			return node().name();
		}

		@Override
		public String output() {
			return node().output();
		}

		/** Whether all but the first input are constant. */
		boolean readsOnlyItsFirstInput() {
			return inputs().size() == 1 && inputs().getFirst().equals(node().inputs().getFirst());
		}

		/** Whether two values are added, multiplied or the like. */
		boolean is(Arithmetic.Function function) {
			return node().operator() instanceof Arithmetic arithmetic && arithmetic.function() == function
					&& node().inputs().size() == 2;
		}

		/** Whether two computed values are multiplied. */
		boolean isProduct() {
			return is(Arithmetic.Function.MUL) && inputs().size() == 2;
		}

		/** The constant of an operator with one computed and one constant input. */
		@Nullable Tensor constantOperand(Plan plan) {
			return plan.constant(node().inputs().get(readsOnlyItsFirstInput() ? 1 : 0));
		}
	}

	/** A convolution. */
	record Convolution(String name, String input, String output, Filter filter) implements Step {

		@Override
		public List<String> inputs() {
			return List.of(input());
		}
	}

	/**
	 * A fully connected layer.
	 *
	 * @param weights {@code [out][in]}
	 * @param bias {@code [out]}
	 */
	record FullyConnected(String name, String input, String output, Tensor weights, Tensor bias,
			Activation activation) implements Step {

		@Override
		public List<String> inputs() {
			return List.of(input());
		}
	}

	/** A mean over all pixels; the output has the elements of {@code [1][channels]}. */
	record GlobalAveragePool(String name, String input, String output) implements Step {

		@Override
		public List<String> inputs() {
			return List.of(input());
		}
	}

	/** The same elements in another shape. */
	record Reshape(String name, String input, String output) implements Step {

		@Override
		public List<String> inputs() {
			return List.of(input());
		}
	}

	/** An activation that follows no layer. */
	record Activated(String name, String input, String output, Activation activation) implements Step {

		@Override
		public List<String> inputs() {
			return List.of(input());
		}
	}

	/** A sum of two values of the same shape. */
	record Sum(String name, String left, String right, String output) implements Step {

		@Override
		public List<String> inputs() {
			return List.of(left(), right());
		}
	}

	/** Squeeze-and-excitation. */
	record SqueezeExcitation(String name, String input, String output, SqueezeExcitationSpec weights) implements Step {

		@Override
		public List<String> inputs() {
			return List.of(input());
		}
	}

	/**
	 * A mobile inverted bottleneck block.
	 *
	 * @param residual whether {@code input} is added to what {@code project} gives
	 */
	record MbConv(String name, String input, String output, @Nullable Filter expand, Filter depthwise,
			@Nullable SqueezeExcitationSpec squeezeExcitation, Filter project, boolean residual) implements Step {

		@Override
		public List<String> inputs() {
			return List.of(input());
		}
	}

}
