package io.efficientnet.classifier.inference.reference.network;

import java.util.ArrayList;
import java.util.List;

/** Describes convolutions and blocks in the words of the paper. */
final class PlanText {

	private PlanText() {
	}

	static String kernel(ConvolutionSpec spec) {
		String text = "%dx%d/%d".formatted(spec.kernelH(), spec.kernelW(), spec.strideH());
		return (spec.strideH() == spec.strideW()) ? text : text + "x" + spec.strideW();
	}

	static String convolution(ConvolutionSpec spec) {
		List<String> parts = new ArrayList<>(List.of(kernel(spec)));
		if (spec.groups() > 1 && !spec.isDepthwise()) {
			parts.add("groups " + spec.groups());
		}
		if (spec.dilationH() > 1 || spec.dilationW() > 1) {
			parts.add("dilation " + spec.dilationH());
		}
		addActivation(parts, spec.activation());
		return String.join(", ", parts);
	}

	static String block(MbConvSpec spec) {
		List<String> parts = new ArrayList<>(List.of(kernel(spec.depthwise())));
		addActivation(parts, spec.depthwise().activation());
		SqueezeExcitationSpec excitation = spec.squeezeExcitation();
		if (excitation != null) {
			parts.add("SE " + excitation.squeezed());
		}
		if (spec.residual()) {
			parts.add("residual");
		}
		return String.join(", ", parts);
	}

	static String blockName(MbConvSpec spec) {
		ConvolutionSpec expand = spec.expand();
		int ratio = (expand != null) ? expand.outputChannels() / expand.inputChannels() : 1;
		return "MBConv" + ratio;
	}

	static String activation(Activation activation) {
		return switch (activation.function()) {
			case NONE -> "";
			case SILU -> "swish";
			case SIGMOID -> "sigmoid";
			case CLIP -> clip(activation.low(), activation.high());
		};
	}

	private static String clip(float low, float high) {
		if (low == 0 && high == Float.POSITIVE_INFINITY) {
			return "ReLU";
		}
		return (low == 0 && high == 6) ? "ReLU6" : "clip " + low + " " + high;
	}

	private static void addActivation(List<String> parts, Activation activation) {
		if (activation.function() != Activation.Function.NONE) {
			parts.add(activation(activation));
		}
	}

}
