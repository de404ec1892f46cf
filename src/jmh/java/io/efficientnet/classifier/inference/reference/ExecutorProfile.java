package io.efficientnet.classifier.inference.reference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.efficientnet.classifier.inference.reference.TimedKernels.Tally;
import io.efficientnet.classifier.inference.reference.TimedKernels.Work;
import io.efficientnet.classifier.inference.reference.kernel.Kernels;
import io.efficientnet.classifier.inference.reference.kernel.KernelSelector;
import io.efficientnet.classifier.inference.reference.network.CompiledNetwork;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * Where the time of the Java executor goes, by class of work, and how near each comes to
 * the peak of one core, measured by a small loop in the same process. One thread.
 */
public final class ExecutorProfile {

	private static final int WARM_UP_RUNS = 30;

	private static final int RUNS = 41;

	private static final double MILLI = 1e6;

	private ExecutorProfile() {
	}

	/**
	 * Prints one table per model.
	 * @param arguments directory of models, images of a run, ids
	 * @throws IOException if the directory cannot be read
	 */
	public static void main(String[] arguments) throws IOException {
		ModelCatalog catalog = ModelCatalog.read(Path.of(arguments[0]));
		int images = Integer.parseInt(arguments[1]);
		double peak = PeakLoop.gigaflops();
		double clock = clockNanos();
		System.out.printf(Locale.ROOT, "%s, peak of one core %.1f GFLOP/s%n", KernelSelector.select().name(), peak);
		for (String id : Arrays.copyOfRange(arguments, 2, arguments.length)) {
			ModelEntry entry = catalog.find(id);
			if (entry == null) {
				throw new IllegalArgumentException("No model " + id);
			}
			profile(entry.verify(), images, peak, clock);
		}
	}

	private static void profile(VerifiedModel model, int images, double peak, double clock) {
		int side = model.descriptor().preprocessing().crop();
		Tensor input = Tensor.allocate(Shape.of(images, 3, side, side));
		List<String> outputs = List.of(model.descriptor().graph().outputs().logits());
		TimedKernels timed = new TimedKernels(KernelSelector.select());
		try (CompiledNetwork plain = network(model, KernelSelector.select());
				CompiledNetwork noted = network(model, timed)) {
			double bare = median(() -> plain.run(input, outputs));
			median(() -> noted.run(input, outputs));
			timed.clear();
			double whole = 0;
			for (int i = 0; i < RUNS; i++) {
				long start = System.nanoTime();
				noted.run(input, outputs);
				whole += System.nanoTime() - start;
			}
			print(model, images, bare, whole / RUNS, timed, peak, clock);
		}
	}

	private static CompiledNetwork network(VerifiedModel model, Kernels kernels) {
		int side = model.descriptor().preprocessing().crop();
		return new ReferenceBackendFactory(1).network(model, Shape.of(1, 3, side, side), kernels);
	}

	private static double median(Runnable run) {
		for (int i = 0; i < WARM_UP_RUNS; i++) {
			run.run();
		}
		double[] nanos = new double[RUNS];
		for (int i = 0; i < RUNS; i++) {
			long start = System.nanoTime();
			run.run();
			nanos[i] = System.nanoTime() - start;
		}
		Arrays.sort(nanos);
		return nanos[RUNS / 2];
	}

	private static double clockNanos() {
		int pairs = 1_000_000;
		long sink = 0;
		long start = System.nanoTime();
		for (int i = 0; i < pairs; i++) {
			sink += System.nanoTime() - System.nanoTime();
		}
		double nanos = (double) (System.nanoTime() - start) / pairs;
		return (sink <= 0) ? nanos : 0;
	}

	private static void print(VerifiedModel model, int images, double bare, double whole, TimedKernels timed,
			double peak, double clock) {
		System.out.printf(Locale.ROOT, "%n%s, %d images: %.2f ms, with clocks %.2f ms%n", model.descriptor().id(),
				images, bare / MILLI, whole / MILLI);
		System.out.printf("%-36s%9s%9s%9s%9s%10s%n", "work", "calls", "ms", "share", "Gop/s", "of peak");
		double rest = whole;
		double perOperation = 0;
		for (Work work : Work.values()) {
			Tally tally = timed.tally(work);
			double nanos = tally.nanos(clock) / RUNS;
			rest -= nanos + tally.calls() * clock / RUNS;
			if (tally.calls() > 0) {
				double rate = tally.amount() / RUNS / nanos;
				perOperation += work.isFloatingPoint() ? tally.amount() / RUNS : 0;
				System.out.printf(Locale.ROOT, "%-36s%9d%9.3f%8.1f%%%9.1f%10s%n", work.title(), tally.calls() / RUNS,
						nanos / MILLI, 100 * nanos / bare, rate,
						work.isFloatingPoint() ? String.format(Locale.ROOT, "%.0f %%", 100 * rate / peak) : "");
			}
		}
		System.out.printf(Locale.ROOT, "%-36s%9s%9.3f%8.1f%%%n", "rest (copies, padding, gathering)", "", rest / MILLI,
				100 * rest / bare);
		System.out.printf(Locale.ROOT, "%-36s%9s%9.3f%9s%9.1f%9.0f %%%n", "all", "", bare / MILLI, "",
				perOperation / bare, 100 * perOperation / bare / peak);
	}

}
