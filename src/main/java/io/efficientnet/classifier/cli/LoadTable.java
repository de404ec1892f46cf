package io.efficientnet.classifier.cli;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Loads and how they fared, as people read them. */
final class LoadTable {

	private static final String COLUMNS = "  %-16s %10s %8s %8s %8s %6s %6s %8s %9s %9s %9s %9s %9s";

	private final String row;

	/**
	 * A table without rows.
	 * @param models names of all models that will be shown
	 */
	LoadTable(List<String> models) {
		int width = models.stream().mapToInt(String::length).max().orElse(0);
		this.row = "%-" + Math.max(width, "MODEL".length()) + "s" + COLUMNS;
	}

	String header() {
		return line("MODEL", "LOAD", "GOODPUT/S", "200", "429", "504", "OTHER", "ERRORS", "NOT SENT", "P50 MS",
				"P90 MS", "P99 MS", "P99.9 MS", "MAX MS");
	}

	String line(LoadRun run) {
		LoadRow row = LoadRow.of(run);
		return line(run.modelName(), run.loadName(), decimal(row.goodput()), row.ok(), row.overloaded(),
				row.deadlineExceeded(), row.other(), row.connectionErrors(), row.notSent(), decimal(row.p50Ms()),
				decimal(row.p90Ms()), decimal(row.p99Ms()), decimal(row.p999Ms()), decimal(row.maxMs()));
	}

	private static String decimal(@Nullable Double value) {
		return (value != null) ? String.format(Locale.ROOT, "%.2f", value) : "-";
	}

	private String line(Object... columns) {
		return String.format(Locale.ROOT, this.row, columns).stripTrailing();
	}

}
