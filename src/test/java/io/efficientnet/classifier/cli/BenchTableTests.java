package io.efficientnet.classifier.cli;

import java.util.List;

import io.efficientnet.classifier.inference.ExecutorKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BenchTableTests {

	private final BenchTable table = new BenchTable(List.of("b0", "efficientnet-lite0"));

	@Test
	void alignsRowsAndTellsTheRatioToTheFirstExecutor() {
		List<BenchRow> rows = List.of(row("efficientnet-lite0", ExecutorKind.CPU, 1, 20, 88.496, 11.3, 12.04),
				row("efficientnet-lite0", ExecutorKind.CUDA, 1, 20, 1000.25, 1, 11));

		assertThat(this.table.header() + "\n" + String.join("\n", this.table.lines(rows, ""))).isEqualTo("""
				MODEL               EXECUTOR THREADS BATCH ROUNDS   IMAGES/S    P50 MS    P99 MS  RATIO
				efficientnet-lite0  cpu            1     1     20      88.50     11.30     12.04
				efficientnet-lite0  cuda           1     1     20    1000.25      1.00     11.00  cuda/cpu 0.09""");
	}

	@Test
	void tellsNoRatioOfASingleExecutor() {
		List<BenchRow> rows = List.of(row("b0", ExecutorKind.CPU, 2, 3, 0.12, 8333.333, 9000));

		assertThat(this.table.lines(rows, ""))
			.containsExactly("b0                  cpu            2     1      3       0.12   8333.33   9000.00");
	}

	@Test
	void notesWhatElseThereIsToSay() {
		List<BenchRow> rows = List.of(row("b0", ExecutorKind.CPU, 2, 3, 1, 1000, 1000));

		assertThat(this.table.lines(rows, " (synthetic weights)"))
			.allMatch((line) -> line.endsWith("   (synthetic weights)"));
	}

	private static BenchRow row(String model, ExecutorKind executor, int threads, int rounds, double imagesPerSecond,
			double p50Ms, double p99Ms) {
		return new BenchRow(model, executor, threads, 1, rounds, imagesPerSecond, p50Ms, p99Ms);
	}

}
