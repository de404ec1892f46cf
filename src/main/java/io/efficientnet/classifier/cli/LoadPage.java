package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.efficientnet.classifier.traffic.Load;

/**
 * Loads and how they fared as one page with plots. It has no scripts and refers to
 * nothing, so that it can be kept and sent around.
 */
final class LoadPage {

	private static final String TEMPLATE = "load-page.html";

	private final String subject;

	private final List<LoadRun> runs;

	/**
	 * A page.
	 * @param subject the machine and the server
	 * @param runs at least one
	 */
	LoadPage(String subject, List<LoadRun> runs) {
		this.subject = subject;
		this.runs = runs;
	}

	String html() {
		return template().replace("{{subject}}", escaped(this.subject))
			.replace("{{table}}", table())
			.replace("{{plots}}", plots());
	}

	private String table() {
		LoadTable table = new LoadTable(this.runs.stream().map(LoadRun::modelName).toList());
		String rows = this.runs.stream().map(table::line).collect(Collectors.joining("\n"));
		return escaped(table.header() + "\n" + rows);
	}

	private String plots() {
		List<String> plots = new ArrayList<>();
		Map<String, List<LoadRun>> byModel = this.runs.stream()
			.collect(Collectors.groupingBy(LoadRun::modelName, TreeMap::new, Collectors.toList()));
		byModel.forEach((model, itsRuns) -> {
			plots.addAll(overLoad(model, itsRuns));
			plots.add(LoadPlots.distribution("Latency distribution, " + model, itsRuns));
		});
		this.runs.forEach((run) -> plots
			.add(LoadPlots.overTime("Answers over time, " + run.modelName() + ", " + run.loadName(), run.result())));
		return plots.stream().map((plot) -> "<figure>\n" + plot + "</figure>\n").collect(Collectors.joining());
	}

	private static List<String> overLoad(String model, List<LoadRun> runs) {
		List<String> plots = new ArrayList<>();
		List<LoadRun> closed = runs.stream().filter((run) -> run.load() instanceof Load.Closed).toList();
		List<LoadRun> open = runs.stream().filter((run) -> run.load() instanceof Load.Open).toList();
		if (!closed.isEmpty()) {
			plots.add(LoadPlots.overLoad("Latency over connections, " + model, "connections (log scale)", closed));
		}
		if (!open.isEmpty()) {
			plots.add(LoadPlots.overLoad("Latency over rate, " + model, "requests per second (log scale)", open));
		}
		return plots;
	}

	private static String template() {
		try (InputStream template = Objects.requireNonNull(LoadPage.class.getResourceAsStream(TEMPLATE))) {
			return new String(template.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String escaped(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
	}

}
