package io.efficientnet.classifier.cli;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

import io.efficientnet.classifier.traffic.Latencies;
import io.efficientnet.classifier.traffic.Load;
import io.efficientnet.classifier.traffic.LoadResult;
import io.efficientnet.classifier.traffic.Outcome;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

class LoadPageTests {

	private static final Latencies NONE = new Latencies(0, 0, 0, 0, 0, 0, List.of());

	private static final Latencies SOME = new Latencies(1000, 12.5, 20, 31, 44, 60,
			List.of(new Latencies.Quantile(0, 10), new Latencies.Quantile(0.5, 12.5), new Latencies.Quantile(0.99, 31),
					new Latencies.Quantile(1, 60)));

	@Test
	void isWellFormed() throws Exception {
		Document page = parsed(page());

		assertThat(page.getDocumentElement().getTagName()).isEqualTo("html");
		assertThat(page.getElementsByTagName("figure").getLength()).isEqualTo(7);
		assertThat(page.getElementsByTagName("pre").item(0).getTextContent()).contains("GOODPUT/S", "a<b",
				"8 connections", "50.0/s");
	}

	@Test
	void refersToNothingOutsideItself() throws Exception {
		String html = page();
		NodeList elements = parsed(html).getElementsByTagName("*");

		assertThat(html).doesNotContain("url(", "@import");
		for (int i = 0; i < elements.getLength(); i++) {
			assertThat(elements.item(i).getNodeName()).isNotIn("script", "link", "img", "iframe", "object", "a", "use",
					"image");
			NamedNodeMap attributes = elements.item(i).getAttributes();
			IntStream.range(0, attributes.getLength())
				.mapToObj(attributes::item)
				.forEach((attribute) -> assertThat(attribute.getNodeName()).isNotIn("src", "href", "xlink:href",
						"style", "srcset"));
		}
	}

	@Test
	void hasColoursForLightAndDark() {
		assertThat(page()).contains("color-scheme: light dark", "@media (prefers-color-scheme: dark)");
	}

	@Test
	void hasAColourForEveryOutcome() {
		String html = page();

		for (Outcome outcome : Outcome.values()) {
			assertThat(html).contains("rect." + outcome.name().toLowerCase(Locale.ROOT) + " {");
		}
	}

	@Test
	void namesTheUnitsOfItsAxes() {
		assertThat(page()).contains("latency of answers with 200, ms (log scale)", "connections (log scale)",
				"requests per second (log scale)", "time, s", "answers per second", "99.9 %");
	}

	@Test
	void showsALoadThatHadNoGoodAnswer() throws Exception {
		LoadRun refused = new LoadRun(null, new Load.Closed(1), result(NONE));

		assertThat(parsed(new LoadPage("here", List.of(refused)).html()).getElementsByTagName("figure").getLength())
			.isEqualTo(3);
	}

	private static String page() {
		return new LoadPage("Machine <1> & \"server\"",
				List.of(new LoadRun("a<b", new Load.Closed(1), result(SOME)),
						new LoadRun("a<b", new Load.Closed(8), result(SOME)),
						new LoadRun("a<b", new Load.Open(50, 100, 1), result(SOME)),
						new LoadRun("a<b", new Load.Open(100, 100, 1), result(NONE))))
			.html();
	}

	private static LoadResult result(Latencies accepted) {
		SortedMap<Integer, Long> statuses = new TreeMap<>(Map.of(200, accepted.count(), 429, 7L));
		return new LoadResult(Duration.ofSeconds(2), Map.of(Outcome.OK, accepted.count(), Outcome.OVERLOADED, 7L),
				statuses, accepted.count() / 2.0, accepted, NONE, accepted,
				List.of(Map.of(Outcome.OK, accepted.count() / 2, Outcome.OVERLOADED, 7L),
						Map.of(Outcome.OK, accepted.count() / 2)),
				Duration.ZERO, null, null);
	}

	private static Document parsed(String html) throws Exception {
		return DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
	}

}
