package io.efficientnet.classifier.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.efficientnet.classifier.inference.InferenceBackend;

/** Compares executors in one process, one setting after the other. */
final class ExecutorComparison {

	private final BenchExecutors executors;

	private final Function<BenchSetting, Workload> workloads;

	private final InterleavedRounds rounds;

	private final Duration each;

	ExecutorComparison(BenchExecutors executors, Function<BenchSetting, Workload> workloads, InterleavedRounds rounds,
			Duration each) {
		this.executors = executors;
		this.workloads = workloads;
		this.rounds = rounds;
		this.each = each;
	}

	/**
	 * Opens, warms up and times all executors, and closes them.
	 * @param setting what they are compared on
	 * @return a row for each executor
	 */
	List<BenchRow> at(BenchSetting setting) {
		try (BenchExecutors.Opened opened = this.executors.open(setting);
				Workload workload = this.workloads.apply(setting)) {
			List<InferenceBackend> backends = opened.backends();
			List<RunTimes> times = this.rounds.measure(backends.stream().map(workload::on).toList(), this.each);
			List<BenchRow> rows = new ArrayList<>();
			for (int i = 0; i < backends.size(); i++) {
				rows.add(BenchRow.of(setting, backends.get(i).executor(), times.get(i)));
			}
			return rows;
		}
	}

}
