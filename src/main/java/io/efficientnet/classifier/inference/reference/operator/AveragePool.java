package io.efficientnet.classifier.inference.reference.operator;

import java.nio.FloatBuffer;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * {@code AveragePool} of pictures {@code [n][c][h][w]}; {@code ceil_mode} came with
 * operator set 10, dilations with 19. A window may be larger than the picture in
 * {@code ceil_mode}; what lies beyond the picture is left out.
 *
 * @param window {@code kernel_shape}, {@code strides}, {@code dilations}, {@code pads}
 * and {@code auto_pad}
 * @param ceilMode whether a last window may reach beyond the padding
 * @param countIncludePad whether taps in the padding count as zeros; those beyond it
 * never count
 */
public record AveragePool(Window window, boolean ceilMode, boolean countIncludePad) implements FloatOperator {

	static AveragePool bind(NodeArguments node) {
		Requirement.rank(node.shape(0), 4);
		List<Long> kernel = node.node().integers("kernel_shape", List.of());
		Requirement.that(kernel.size() == 2, "kernel_shape must have 2 entries, not %s", kernel);
		return new AveragePool(Window.bind(node, new long[] { kernel.get(0), kernel.get(1) }),
				node.flag("ceil_mode", false), node.flag("count_include_pad", false));
	}

	@Override
	public String type() {
		return "AveragePool";
	}

	@Override
	public Shape outputShape(List<Shape> inputs) {
		Shape x = inputs.getFirst();
		Window w = this.window;
		int rows = places(x.dimension(2), w.padTop(), w.padBottom(), w.spanH(), w.strideH());
		int columns = places(x.dimension(3), w.padLeft(), w.padRight(), w.spanW(), w.strideW());
		return Shape.of(x.dimension(0), x.dimension(1), rows, columns);
	}

	@Override
	public double steps(List<Shape> inputs, Shape output) {
		Shape x = inputs.getFirst();
		int rows = Math.min(this.window.kernelH(), Math.max(1, x.dimension(2)));
		int columns = Math.min(this.window.kernelW(), Math.max(1, x.dimension(3)));
		return Extents.visits(output) * rows * columns;
	}

	@Override
	public void apply(List<Tensor> inputs, Tensor output) {
		Shape x = inputs.getFirst().shape();
		int rows = output.shape().dimension(2);
		int columns = output.shape().dimension(3);
		int area = x.dimension(2) * x.dimension(3);
		for (int plane = 0; plane < x.dimension(0) * x.dimension(1); plane++) {
			FloatBuffer picture = inputs.getFirst().data().slice(plane * area, area);
			for (int row = 0; row < rows; row++) {
				for (int column = 0; column < columns; column++) {
					output.data().put((plane * rows + row) * columns + column, mean(picture, x, row, column));
				}
			}
		}
	}

	private float mean(FloatBuffer picture, Shape x, int row, int column) {
		Window w = this.window;
		int width = x.dimension(3);
		int top = row * w.strideH() - w.padTop();
		int left = column * w.strideW() - w.padLeft();
		float sum = 0;
		int taps = 0;
		for (int h = firstInside(top, w.dilationH()); h < Math.min(x.dimension(2), top + w.spanH()); h += w
			.dilationH()) {
			for (int v = firstInside(left, w.dilationW()); v < Math.min(width, left + w.spanW()); v += w.dilationW()) {
				sum += picture.get(h * width + v);
				taps++;
			}
		}
		int counted = taps;
		if (this.countIncludePad) {
			counted = tapsUpTo(x.dimension(2) + w.padBottom() - top, w.kernelH(), w.dilationH())
					* tapsUpTo(width + w.padRight() - left, w.kernelW(), w.dilationW());
		}
		return (counted == 0) ? 0 : sum / counted;
	}

	private static int tapsUpTo(int room, int kernel, int dilation) {
		return Math.min(kernel, Math.ceilDiv(room, dilation));
	}

	private static int firstInside(int start, int dilation) {
		return (start >= 0) ? start : start + Math.ceilDiv(-start, dilation) * dilation;
	}

	private int places(int extent, int before, int after, int span, int stride) {
		int room = extent + before + after - span;
		Requirement.that(room >= 0 || this.ceilMode, "the window is larger than the picture");
		if (!this.ceilMode) {
			return room / stride + 1;
		}
		int places = Math.ceilDiv(room, stride) + 1;
		// The last window must begin inside the picture or the padding before it
		return ((places - 1) * stride >= extent + before) ? places - 1 : places;
	}

}
