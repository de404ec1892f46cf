package io.efficientnet.classifier.plot;

import java.util.List;
import java.util.Locale;

/** What all charts have: title, axes, marks, lines behind the data, and a legend. */
final class Frame {

	private static final int WIDTH = 760;

	private static final int HEIGHT = 340;

	private static final int LEFT = 64;

	private static final int RIGHT = 32;

	private static final int TOP = 62;

	private static final int BOTTOM = 48;

	private static final int LEGEND_ROW = 42;

	private static final int CHARACTER = 7;

	private static final int MOST_MARKS = 12;

	private final StringBuilder content = new StringBuilder();

	private final String title;

	private final Axis horizontal;

	private final Axis vertical;

	private int legendEnd = LEFT;

	Frame(String title, Axis horizontal, Axis vertical) {
		this.horizontal = horizontal;
		this.vertical = vertical;
		horizontal.scale().ticks().forEach(this::addColumnMark);
		vertical.scale().ticks().forEach(this::addRowMark);
		add("text", escaped(title), "class", "title", "x", LEFT, "y", 20);
		add("text", escaped(horizontal.label()), "class", "label", "x", (LEFT + WIDTH - RIGHT) / 2, "y", HEIGHT - 8,
				"text-anchor", "middle");
		int middle = (TOP + HEIGHT - BOTTOM) / 2;
		add("text", escaped(vertical.label()), "class", "label", "x", 14, "y", middle, "text-anchor", "middle",
				"transform", "rotate(-90 14 " + middle + ")");
		this.title = title;
	}

	double x(double value) {
		return LEFT + this.horizontal.scale().position(value) * (WIDTH - LEFT - RIGHT);
	}

	double y(double value) {
		return HEIGHT - BOTTOM - this.vertical.scale().position(value) * (HEIGHT - TOP - BOTTOM);
	}

	void addLegend(String name, String style) {
		add("rect", "", "class", style + " key", "x", this.legendEnd, "y", LEGEND_ROW - 9, "width", 12, "height", 10);
		add("text", escaped(name), "class", "label", "x", this.legendEnd + 17, "y", LEGEND_ROW);
		this.legendEnd += 17 + CHARACTER * name.length() + 14;
	}

	/**
	 * Draws something.
	 * @param element its name
	 * @param markup what is inside
	 * @param attributes names and values in turn
	 */
	void add(String element, String markup, Object... attributes) {
		this.content.append('<').append(element);
		for (int i = 0; i < attributes.length; i += 2) {
			this.content.append(' ')
				.append(attributes[i])
				.append("=\"")
				.append(escaped((attributes[i + 1] instanceof Double number) ? rounded(number)
						: String.valueOf(attributes[i + 1])))
				.append('"');
		}
		this.content.append(markup.isEmpty() ? "/>\n" : ">" + markup + "</" + element + ">\n");
	}

	String svg() {
		return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + HEIGHT
				+ "\" role=\"img\" aria-label=\"" + escaped(this.title) + "\">\n" + this.content + "</svg>\n";
	}

	/** Shown where a pointer rests on the element. */
	static String hint(String name, double value) {
		return "<title>" + escaped(name + ": " + Tick.of(value).label()) + "</title>";
	}

	static String rounded(double coordinate) {
		return String.format(Locale.ROOT, "%.1f", coordinate);
	}

	static String escaped(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
	}

	/** Of many marks only every second, third or so has room. */
	private static boolean isCrowded(List<Tick> ticks, Tick tick) {
		int every = Math.ceilDiv(ticks.size(), MOST_MARKS);
		return ticks.indexOf(tick) % every != 0;
	}

	private void addColumnMark(Tick tick) {
		if (isCrowded(this.horizontal.scale().ticks(), tick)) {
			return;
		}
		double x = x(tick.value());
		add("line", "", "class", "grid", "x1", x, "x2", x, "y1", TOP, "y2", HEIGHT - BOTTOM);
		add("text", escaped(tick.label()), "class", "mark", "x", x, "y", HEIGHT - BOTTOM + 16, "text-anchor", "middle");
	}

	private void addRowMark(Tick tick) {
		if (isCrowded(this.vertical.scale().ticks(), tick)) {
			return;
		}
		double y = y(tick.value());
		add("line", "", "class", "grid", "x1", LEFT, "x2", WIDTH - RIGHT, "y1", y, "y2", y);
		add("text", escaped(tick.label()), "class", "mark", "x", LEFT - 6, "y", y + 4, "text-anchor", "end");
	}

}
