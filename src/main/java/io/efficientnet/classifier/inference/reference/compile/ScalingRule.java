package io.efficientnet.classifier.inference.reference.compile;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

import io.efficientnet.classifier.inference.reference.graph.BoundNode;
import io.efficientnet.classifier.inference.reference.operator.Arithmetic;
import io.efficientnet.classifier.inference.reference.operator.BatchNormalization;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Batch norm and arithmetic with constants become part of the convolution before them, if
 * they treat all pixels of a channel alike.
 */
final class ScalingRule implements Rule {

	@Override
	public @Nullable Step rewrite(Step step, Plan plan) {
		if (!(step instanceof Step.Plain plain && plain.inputs().size() == 1)) {
			return null;
		}
		Step.Convolution convolution = plan.privateProducer(plain.inputs().getFirst(), Step.Convolution.class);
		if (convolution == null || !convolution.filter().isLinear()
				|| !plan.shape(plain.output()).equals(plan.shape(convolution.output()))) {
			return null;
		}
		ChannelScaling scaling = scaling(plain, convolution.filter().unscaled().outputChannels(), plan);
		return (scaling != null) ? new Step.Convolution(convolution.name(), convolution.input(), plain.output(),
				convolution.filter().scaled(scaling)) : null;
	}

	private static @Nullable ChannelScaling scaling(Step.Plain plain, int channels, Plan plan) {
		return switch (plain.node().operator()) {
			case BatchNormalization norm -> batchNorm(norm, plain.node(), channels, plan);
			case Arithmetic arithmetic when plain.is(arithmetic.function()) ->
				arithmetic(arithmetic.function(), plain, channels, plan);
			default -> null;
		};
	}

	private static @Nullable ChannelScaling batchNorm(BatchNormalization norm, BoundNode node, int channels,
			Plan plan) {
		List<double[]> parameters = node.inputs()
			.stream()
			.skip(1)
			.map(plan::constant)
			.filter(Objects::nonNull)
			.filter((tensor) -> tensor.shape().equals(Shape.of(channels)))
			.map(ScalingRule::doubles)
			.toList();
		return (parameters.size() == 4) ? ChannelScaling.batchNorm(parameters.get(0), parameters.get(1),
				parameters.get(2), parameters.get(3), norm.epsilon()) : null;
	}

	private static @Nullable ChannelScaling arithmetic(Arithmetic.Function function, Step.Plain plain, int channels,
			Plan plan) {
		Tensor constant = plain.constantOperand(plan);
		double[] values = (constant != null) ? perChannel(constant, channels) : null;
		if (values == null) {
			return null;
		}
		boolean constantLast = plain.readsOnlyItsFirstInput();
		return switch (function) {
			case ADD -> ChannelScaling.shiftedBy(values);
			case MUL -> ChannelScaling.by(values);
			case SUB -> constantLast ? ChannelScaling.shiftedBy(mapped(values, (value) -> -value))
					: ChannelScaling.by(mapped(values, (_) -> -1)).then(ChannelScaling.shiftedBy(values));
			case DIV -> constantLast ? ChannelScaling.by(mapped(values, (value) -> 1 / value)) : null;
			default -> null;
		};
	}

	private static double[] mapped(double[] values, DoubleUnaryOperator function) {
		return Arrays.stream(values).map(function).toArray();
	}

	/** Values of a constant that broadcasts to {@code [1][channels][h][w]}. */
	private static double @Nullable [] perChannel(Tensor constant, int channels) {
		int channelAxis = constant.shape().rank() - 3;
		if (constant.shape().elementCount() == 1) {
			double[] values = new double[channels];
			Arrays.fill(values, constant.data().get(0));
			return values;
		}
		return (channelAxis >= 0 && constant.shape().elementCount() == channels
				&& constant.shape().dimension(channelAxis) == channels) ? doubles(constant) : null;
	}

	private static double[] doubles(Tensor tensor) {
		double[] values = new double[tensor.data().remaining()];
		Arrays.setAll(values, tensor.data()::get);
		return values;
	}

}
