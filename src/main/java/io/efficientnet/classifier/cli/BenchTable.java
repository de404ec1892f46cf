package io.efficientnet.classifier.cli;

import java.util.List;
import java.util.Locale;

/** Rows as people read them, with the ratio of medians to the first executor. */
final class BenchTable {

	private final String row;

	/**
	 * A table without rows.
	 * @param models ids of all models that will be shown
	 */
	BenchTable(List<String> models) {
		int width = models.stream().mapToInt(String::length).max().orElse(0);
		this.row = "%-" + Math.max(width, "MODEL".length()) + "s  %-8s %7s %5s %6s %10s %9s %9s  %s";
	}

	String header() {
		return line("MODEL", "EXECUTOR", "THREADS", "BATCH", "ROUNDS", "IMAGES/S", "P50 MS", "P99 MS", "RATIO");
	}

	/**
	 * The lines of one setting.
	 * @param rows of the executors that were compared
	 * @param note what else there is to say about the model; may be empty
	 * @return as many lines
	 */
	List<String> lines(List<BenchRow> rows, String note) {
		BenchRow first = rows.getFirst();
		return rows.stream()
			.map((row) -> line(row.model(), row.executor().id(), row.threads(), row.batch(), row.rounds(),
					decimal(row.imagesPerSecond()), decimal(row.p50Ms()), decimal(row.p99Ms()),
					(row.equals(first) ? "" : ratio(row, first)) + note))
			.toList();
	}

	private static String ratio(BenchRow row, BenchRow first) {
		return row.executor().id() + "/" + first.executor().id() + " " + decimal(row.p50Ms() / first.p50Ms());
	}

	private static String decimal(double value) {
		return String.format(Locale.ROOT, "%.2f", value);
	}

	private String line(Object... columns) {
		return String.format(Locale.ROOT, this.row, columns).stripTrailing();
	}

}
