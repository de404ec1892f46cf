package io.efficientnet.classifier.cli;

import io.efficientnet.classifier.inference.ExecutorKind;

/**
 * How fast one executor was at one setting.
 *
 * @param model id
 * @param executor what computed
 * @param threads threads of one run
 * @param batch images of one run
 * @param rounds in each of which every executor had its turn
 * @param imagesPerSecond images of one run by the median of its time
 * @param p50Ms median time of one run, milliseconds
 * @param p99Ms time that 99 of 100 runs did not exceed; of fewer runs the longest
 */
record BenchRow(String model, ExecutorKind executor, int threads, int batch, int rounds, double imagesPerSecond,
		double p50Ms, double p99Ms) {

	private static final double DIGITS = 1000;

	static BenchRow of(BenchSetting setting, ExecutorKind executor, RunTimes times) {
		double median = times.medianMilliseconds();
		return new BenchRow(setting.modelId(), executor, setting.threads(), setting.batch(), times.rounds(),
				rounded(1000 * setting.batch() / median), rounded(median), rounded(times.percentileMilliseconds(99)));
	}

	private static double rounded(double value) {
		return Math.round(value * DIGITS) / DIGITS;
	}

}
