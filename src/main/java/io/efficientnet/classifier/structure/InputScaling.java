package io.efficientnet.classifier.structure;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

import io.efficientnet.classifier.onnx.OnnxNode;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes before the first convolution make of a pixel {@code x}:
 * {@code x * scale + offset}, by channel.
 */
final class InputScaling {

	private static final int CHANNELS = 3;

	private static final double LARGEST_PIXEL = 255;

	// A normalised image spans 1 (only scaled to 0..1) to 4.5 (ImageNet's deviations)
	private static final double LEAST_SPAN = 0.9;

	private static final double LARGEST_SPAN = 9;

	private static final double LEAST_DEVIATION_SCALE = 1.5;

	private static final double MEAN_OF_PIXELS = 20;

	private static final Set<String> MOVES = Set.of("Cast", "Identity", "Transpose", "Reshape", "Pad", "Dropout");

	private final double[] scale;

	private final double[] offset;

	private final @Nullable String unknown;

	private InputScaling(double[] scale, double[] offset, @Nullable String unknown) {
		this.scale = scale;
		this.offset = offset;
		this.unknown = unknown;
	}

	static InputScaling of(GraphIndex index, InputPath path) {
		double[] scale = { 1, 1, 1 };
		double[] offset = new double[CHANNELS];
		for (OnnxNode node : path.nodes()) {
			if (MOVES.contains(node.operator())) {
				continue;
			}
			int operand = InputPath.operand(index, node);
			float[] numbers = (InputPath.ARITHMETIC.contains(node.operator()) && node.inputs().size() == 2)
					? index.numbers(node.inputs().get(1 - operand)) : null;
			boolean inverse = node.operator().equals("Div") && operand == 1;
			if (numbers == null || (numbers.length != 1 && numbers.length != CHANNELS) || inverse) {
				return new InputScaling(scale, offset, node.operator());
			}
			for (int channel = 0; channel < CHANNELS; channel++) {
				apply(node.operator(), operand, numbers[(numbers.length == 1) ? 0 : channel], channel, scale, offset);
			}
		}
		return new InputScaling(scale, offset, null);
	}

	private static void apply(String operator, int operand, double number, int channel, double[] scale,
			double[] offset) {
		switch (operator) {
			case "Add" -> offset[channel] += number;
			case "Sub" -> {
				double sign = (operand == 0) ? 1 : -1;
				scale[channel] *= sign;
				offset[channel] = sign * (offset[channel] - number);
			}
			case "Mul" -> {
				scale[channel] *= number;
				offset[channel] *= number;
			}
			default -> {
				scale[channel] /= number;
				offset[channel] /= number;
			}
		}
	}

	PixelRange range() {
		double steepest = Arrays.stream(this.scale).map(Math::abs).max().orElse(1);
		double farthest = Arrays.stream(this.offset).map(Math::abs).max().orElse(0);
		double span = steepest * LARGEST_PIXEL;
		if ((span >= LEAST_SPAN && span <= LARGEST_SPAN) || farthest > MEAN_OF_PIXELS) {
			return PixelRange.PIXELS;
		}
		boolean centred = steepest >= LEAST_SPAN && farthest > 0;
		boolean divided = steepest >= LEAST_DEVIATION_SCALE;
		return (steepest <= LARGEST_SPAN && (centred || divided)) ? PixelRange.UNIT : PixelRange.NORMALISED;
	}

	/**
	 * An operator that is neither factor nor addend, so that what it makes of a pixel is
	 * not known.
	 * @return null if there is none
	 */
	@Nullable String unknown() {
		return this.unknown;
	}

	String text() {
		return String.format(Locale.ROOT, "x * %.4g %+.4g in the red channel", this.scale[0], this.offset[0]);
	}

}
