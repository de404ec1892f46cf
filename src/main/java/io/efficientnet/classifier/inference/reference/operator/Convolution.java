package io.efficientnet.classifier.inference.reference.operator;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * {@code Conv} of pictures. Inputs are {@code x [n][c][h][w]},
 * {@code w [m][c/groups][kernelH][kernelW]} and optionally {@code b [m]}.
 *
 * @param window what {@code kernel_shape}, {@code strides}, {@code dilations},
 * {@code pads} and {@code auto_pad} come to
 * @param groups number of groups that the channels fall into
 */
public record Convolution(Window window, int groups) implements FloatOperator {

	static Convolution bind(NodeArguments node) {
		Shape weights = node.shape(1);
		Requirement.rank(weights, 4);
		Requirement.rank(node.shape(0), 4);
		long[] kernel = node.listOr("kernel_shape", weights.dimension(2), weights.dimension(3));
		Requirement.that(kernel[0] == weights.dimension(2) && kernel[1] == weights.dimension(3),
				"kernel_shape differs from the weights %s", weights);
		return new Convolution(Window.bind(node, kernel), node.integer("group", 1));
	}

	@Override
	public String type() {
		return "Conv";
	}

	@Override
	public Shape outputShape(List<Shape> inputs) {
		Shape x = inputs.get(0);
		Shape w = inputs.get(1);
		int outputs = w.dimension(0);
		Requirement.that(
				this.groups > 0 && outputs % this.groups == 0 && (long) w.dimension(1) * this.groups == x.dimension(1),
				"weights %s do not fit %s in %d groups", w, x, this.groups);
		if (inputs.size() > 2) {
			Requirement.that(inputs.get(2).equals(Shape.of(outputs)), "bias %s does not fit weights %s", inputs.get(2),
					w);
		}
		return Extents.shape(x.dimension(0), outputs, this.window.rows(x.dimension(2)),
				this.window.columns(x.dimension(3)));
	}

	@Override
	public double steps(List<Shape> inputs, Shape output) {
		Shape weights = inputs.get(1);
		return Extents.visits(output) * Extents.visits(weights) / Math.max(1, weights.dimension(0));
	}

	@Override
	public void apply(List<Tensor> inputs, Tensor output) {
		Tensor x = inputs.get(0);
		Tensor w = inputs.get(1);
		int outputs = output.shape().dimension(1);
		int channels = w.shape().dimension(1); // of one group
		float[] plane = new float[Extents.product(output.shape(), 2, 4)];
		for (int n = 0; n < x.shape().dimension(0); n++) {
			for (int m = 0; m < outputs; m++) {
				Arrays.fill(plane, (inputs.size() > 2) ? inputs.get(2).data().get(m) : 0);
				int first = n * x.shape().dimension(1) + m / (outputs / this.groups) * channels;
				for (int c = 0; c < channels; c++) {
					add(x, first + c, w, m * channels + c, plane, output.shape().dimension(3));
				}
				output.data().put((n * outputs + m) * plane.length, plane);
			}
		}
	}

	private void add(Tensor x, int picture, Tensor w, int kernel, float[] plane, int columns) {
		int height = x.shape().dimension(2);
		int width = x.shape().dimension(3);
		int taps = this.window.kernelH() * this.window.kernelW();
		for (int kh = 0; kh < this.window.kernelH(); kh++) {
			for (int kw = 0; kw < this.window.kernelW(); kw++) {
				float weight = w.data().get(kernel * taps + kh * this.window.kernelW() + kw);
				int left = kw * this.window.dilationW() - this.window.padLeft();
				int from = Math.ceilDiv(Math.max(0, -left), this.window.strideW());
				int to = Math.min(columns, Math.ceilDiv(width - left, this.window.strideW()));
				for (int row = 0; row < plane.length / columns; row++) {
					int h = row * this.window.strideH() + kh * this.window.dilationH() - this.window.padTop();
					if (h >= 0 && h < height) {
						int at = (picture * height + h) * width + left;
						addRow(x.data(), at, weight, plane, row * columns, from, to);
					}
				}
			}
		}
	}

	private void addRow(FloatBuffer x, int at, float weight, float[] plane, int row, int from, int to) {
		int stride = this.window.strideW();
		for (int column = from; column < to; column++) {
			plane[row + column] += weight * x.get(at + column * stride);
		}
	}

}
