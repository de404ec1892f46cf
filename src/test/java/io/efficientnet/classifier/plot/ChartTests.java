package io.efficientnet.classifier.plot;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ChartTests {

	/** Coordinates are written with one digit after the point. */
	private static final double ROUNDING = 0.11;

	@Test
	void drawsHigherValuesHigherAndLaterOnesFurtherRight() throws Exception {
		LineChart.Line line = new LineChart.Line("a < b",
				List.of(new LineChart.Point(0, 0), new LineChart.Point(5, 10), new LineChart.Point(10, 5)), true);

		Document chart = parsed(
				new LineChart("A & B", new Axis("x", Scale.linear(10)), new Axis("y", Scale.linear(10)), List.of(line))
					.svg());

		List<Element> dots = elements(chart, "circle");
		assertThat(dots.stream().map((dot) -> number(dot, "cx"))).isSorted().doesNotHaveDuplicates();
		assertThat(number(dots.get(1), "cy")).isLessThan(number(dots.get(2), "cy"));
		assertThat(number(dots.get(2), "cy")).isLessThan(number(dots.get(0), "cy"));
		assertThat(dots.get(1).getTextContent()).isEqualTo("a < b: 10");
		assertThat(chart.getDocumentElement().getAttribute("aria-label")).isEqualTo("A & B");
	}

	@Test
	void stacksLayersWithoutGaps() throws Exception {
		Document chart = parsed(
				new StackedColumns("t", "s", "n", List.of(new StackedColumns.Layer("low", "ok", List.of(2.0, 0.0)),
						new StackedColumns.Layer("high", "other", List.of(3.0, 1.0))))
					.svg());

		List<Element> columns = elements(chart, "rect").stream()
			.filter((rect) -> !rect.getAttribute("class").contains("key"))
			.toList();
		assertThat(columns).hasSize(3);
		Element low = columns.get(0);
		Element high = columns.get(1);
		assertThat(number(high, "y") + number(high, "height")).isEqualTo(number(low, "y"), within(ROUNDING));
		assertThat(number(high, "height") / number(low, "height")).isEqualTo(1.5, within(ROUNDING));
		assertThat(number(columns.get(2), "y") + number(columns.get(2), "height"))
			.isEqualTo(number(low, "y") + number(low, "height"), within(ROUNDING));
	}

	@Test
	void drawsNothingWithoutData() throws Exception {
		assertThat(elements(parsed(new StackedColumns("t", "s", "n", List.of()).svg()), "rect")).isEmpty();
		assertThat(elements(parsed(new LineChart("t", new Axis("x", Scale.linear(0)),
				new Axis("y", Scale.logarithmic(1, 10)), List.of(new LineChart.Line("none", List.of(), true)))
			.svg()), "circle")).isEmpty();
	}

	@Test
	void thinsMarksOut() throws Exception {
		List<Tick> many = IntStream.rangeClosed(1, 100).mapToObj(Tick::of).toList();

		Document chart = parsed(
				new LineChart("t", new Axis("x", Scale.logarithmic(many)), new Axis("y", Scale.linear(1)), List.of())
					.svg());

		assertThat(elements(chart, "text")).hasSizeLessThan(25);
	}

	private static Document parsed(String svg) throws Exception {
		return DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
	}

	private static List<Element> elements(Document document, String name) {
		NodeList nodes = document.getElementsByTagName(name);
		return IntStream.range(0, nodes.getLength()).mapToObj((i) -> (Element) nodes.item(i)).toList();
	}

	private static double number(Element element, String attribute) {
		return Double.parseDouble(element.getAttribute(attribute));
	}

}
