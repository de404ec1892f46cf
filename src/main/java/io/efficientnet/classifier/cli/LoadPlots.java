package io.efficientnet.classifier.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.efficientnet.classifier.plot.Axis;
import io.efficientnet.classifier.plot.LineChart;
import io.efficientnet.classifier.plot.Scale;
import io.efficientnet.classifier.plot.StackedColumns;
import io.efficientnet.classifier.plot.Tick;
import io.efficientnet.classifier.traffic.Latencies;
import io.efficientnet.classifier.traffic.Load;
import io.efficientnet.classifier.traffic.LoadResult;
import io.efficientnet.classifier.traffic.Outcome;

/** The plots of loads. */
final class LoadPlots {

	private static final String LATENCY = "latency of answers with 200, ms (log scale)";

	private static final List<Tick> SHARES = List.of(new Tick(1, "0 %"), new Tick(2, "50 %"), new Tick(10, "90 %"),
			new Tick(100, "99 %"), new Tick(1000, "99.9 %"), new Tick(10_000, "99.99 %"));

	private static final Map<Outcome, String> NAMES = Map.of(Outcome.OK, "200", Outcome.OVERLOADED, "429",
			Outcome.DEADLINE_EXCEEDED, "504", Outcome.OTHER, "other status", Outcome.CONNECTION_ERROR, "errors",
			Outcome.NOT_SENT, "not sent");

	private LoadPlots() {
	}

	/**
	 * Percentiles of latency over load.
	 * @param title of the plot
	 * @param axis what the load is
	 * @param runs all closed or all open, at least one
	 * @return an {@code svg} element
	 */
	static String overLoad(String title, String axis, List<LoadRun> runs) {
		List<LoadRun> sorted = runs.stream().sorted(Comparator.comparingDouble(LoadPlots::size)).toList();
		List<LineChart.Line> lines = List.of(percentile("p50", sorted, Latencies::p50Ms),
				percentile("p90", sorted, Latencies::p90Ms), percentile("p99", sorted, Latencies::p99Ms),
				percentile("p99.9", sorted, Latencies::p999Ms));
		Scale loads = Scale.logarithmic(sorted.stream().map((run) -> Tick.of(size(run))).toList());
		return new LineChart(title, new Axis(axis, loads), new Axis(LATENCY, latencies(lines)), lines).svg();
	}

	/**
	 * How latencies are distributed at each load.
	 * @param title of the plot
	 * @param runs at least one
	 * @return an {@code svg} element
	 */
	static String distribution(String title, List<LoadRun> runs) {
		List<LineChart.Line> lines = runs.stream()
			.map((run) -> new LineChart.Line(run.loadName(), curve(run.result().accepted()), false))
			.toList();
		return new LineChart(title, new Axis("share of answers that took no longer", Scale.logarithmic(SHARES)),
				new Axis(LATENCY, latencies(lines)), lines)
			.svg();
	}

	/**
	 * Answers by status in each second.
	 * @param title of the plot
	 * @param result of one load
	 * @return an {@code svg} element
	 */
	static String overTime(String title, LoadResult result) {
		List<StackedColumns.Layer> layers = new ArrayList<>();
		for (Outcome outcome : Outcome.values()) {
			List<Double> heights = result.bySecond()
				.stream()
				.map((second) -> second.getOrDefault(outcome, 0L).doubleValue())
				.toList();
			if (outcome == Outcome.OK || heights.stream().anyMatch((height) -> height > 0)) {
				layers.add(new StackedColumns.Layer(NAMES.getOrDefault(outcome, outcome.name()),
						outcome.name().toLowerCase(Locale.ROOT), heights));
			}
		}
		return new StackedColumns(title, "time, s", "answers per second", layers).svg();
	}

	private static double size(LoadRun run) {
		return switch (run.load()) {
			case Load.Closed(int connections) -> connections;
			case Load.Open open -> open.rate();
		};
	}

	private static LineChart.Line percentile(String name, List<LoadRun> runs, ToDoubleFunction<Latencies> percentile) {
		return new LineChart.Line(name,
				runs.stream()
					.filter((run) -> run.result().accepted().count() > 0)
					.map((run) -> new LineChart.Point(size(run), percentile.applyAsDouble(run.result().accepted())))
					.toList(),
				true);
	}

	private static List<LineChart.Point> curve(Latencies latencies) {
		return latencies.curve()
			.stream()
			.map((quantile) -> new LineChart.Point(1 / (1 - Math.min(quantile.share(), 1 - 1e-12)),
					quantile.latencyMs()))
			.filter((point) -> point.x() <= latencies.count())
			.toList();
	}

	private static Scale latencies(List<LineChart.Line> lines) {
		List<Double> values = lines.stream().flatMap((line) -> line.points().stream()).map(LineChart.Point::y).toList();
		return Scale.logarithmic(values.stream().mapToDouble(Double::doubleValue).min().orElse(1),
				values.stream().mapToDouble(Double::doubleValue).max().orElse(10));
	}

}
