package io.efficientnet.classifier.plot;

import java.util.Arrays;
import java.util.List;

/**
 * One column for each step, in layers from the bottom up.
 *
 * @param title above the chart
 * @param step what the columns stand for, with its unit
 * @param value what their heights stand for, with its unit
 * @param layers all with as many heights
 */
public record StackedColumns(String title, String step, String value, List<Layer> layers) {

	private static final double FILLED = 0.9;

	/**
	 * Draws the chart.
	 * @return an {@code svg} element
	 */
	public String svg() {
		int columns = this.layers.stream().mapToInt((layer) -> layer.heights().size()).max().orElse(0);
		double[] tops = new double[columns];
		this.layers.forEach((layer) -> layer.stackOn(tops));
		double most = Arrays.stream(tops).max().orElse(0);
		Frame frame = new Frame(this.title, new Axis(this.step, Scale.linear(columns)),
				new Axis(this.value, Scale.linear(most)));
		Arrays.fill(tops, 0);
		for (Layer layer : this.layers) {
			frame.addLegend(layer.name(), layer.style());
			draw(layer, tops, frame);
			layer.stackOn(tops);
		}
		return frame.svg();
	}

	private static void draw(Layer layer, double[] bottoms, Frame frame) {
		for (int i = 0; i < layer.heights().size(); i++) {
			double height = layer.heights().get(i);
			if (height > 0) {
				double top = frame.y(bottoms[i] + height);
				frame.add("rect", Frame.hint(layer.name(), height), "class", layer.style(), "x", frame.x(i), "y", top,
						"width", (frame.x(i + 1) - frame.x(i)) * FILLED, "height", frame.y(bottoms[i]) - top);
			}
		}
	}

	/**
	 * A part of all columns.
	 *
	 * @param name for the legend
	 * @param style class that gives the colour
	 * @param heights one for each column, 0 or more
	 */
	public record Layer(String name, String style, List<Double> heights) {

		private void stackOn(double[] tops) {
			for (int i = 0; i < this.heights.size(); i++) {
				tops[i] += this.heights.get(i);
			}
		}

	}

}
