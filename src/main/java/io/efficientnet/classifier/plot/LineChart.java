package io.efficientnet.classifier.plot;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Lines over a common axis.
 *
 * @param title above the chart
 * @param horizontal axis
 * @param vertical axis
 * @param lines each with its legend; beyond six their colours repeat
 */
public record LineChart(String title, Axis horizontal, Axis vertical, List<Line> lines) {

	private static final int COLOURS = 6;

	/**
	 * Draws the chart.
	 * @return an {@code svg} element
	 */
	public String svg() {
		Frame frame = new Frame(this.title, this.horizontal, this.vertical);
		for (int i = 0; i < this.lines.size(); i++) {
			draw(this.lines.get(i), "line" + i % COLOURS, frame);
		}
		return frame.svg();
	}

	private static void draw(Line line, String style, Frame frame) {
		frame.addLegend(line.name(), style);
		String points = line.points()
			.stream()
			.map((point) -> Frame.rounded(frame.x(point.x())) + "," + Frame.rounded(frame.y(point.y())))
			.collect(Collectors.joining(" "));
		frame.add("polyline", "", "class", style, "points", points);
		for (Point point : line.isMarked() ? line.points() : List.<Point>of()) {
			frame.add("circle", Frame.hint(line.name(), point.y()), "class", style, "cx", frame.x(point.x()), "cy",
					frame.y(point.y()), "r", 4);
		}
	}

	/**
	 * One line.
	 *
	 * @param name for the legend
	 * @param points from left to right
	 * @param isMarked whether each point has a dot that tells its value
	 */
	public record Line(String name, List<Point> points, boolean isMarked) {
	}

	/**
	 * A point.
	 *
	 * @param x on the horizontal axis
	 * @param y on the vertical axis
	 */
	public record Point(double x, double y) {
	}

}
