package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

import io.efficientnet.classifier.inference.BackendFactories;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.model.VerifiedModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "bench", mixinStandardHelpOptions = true,
		description = "Measures how fast executors run models, side by side in one process, "
				+ "or with --url how a running server fares under load.",
		footer = { "", "A row tells of runs of BATCH images. Executors take turns: in each of ROUNDS rounds every "
				+ "one runs for a tenth of a second, at least once, after a warm-up that lasts until its times settle, "
				+ "3 seconds at most. P50 is the median time of a run, P99 the time that 99 of 100 runs did not exceed "
				+ "(of fewer runs the longest), IMAGES/S is BATCH by the median, RATIO the median by that of the "
				+ "setting's first executor. Opening models is not measured. With --pipeline a run also "
				+ "decodes, resizes and normalises its images, on THREADS threads, and ranks their classes.", "",
				"With --url a row tells of one load. GOODPUT is answers with status 200 per second. Latencies are "
						+ "those of answers with status 200: with --connections from when a request was sent, with --rate "
						+ "from when it was due, so that a server which stalls is charged for all who would have waited. "
						+ "ERRORS are requests without a complete answer within 30 seconds; no request is sent twice. "
						+ "The measured program should have the machine for itself: what the load itself takes "
						+ "of the processor, about 0.05 ms a request, adds to the latencies." })
final class BenchCommand implements Callable<Integer> {

	private static final int MOST_THREADS = 1024;

	private static final int MOST_IMAGES = 128;

	private static final int MOST_SECONDS = 3600;

	private static final double MILLISECONDS = 1000;

	private static final double SECONDS_OF_ROW = 2;

	private static final double SECONDS_OF_LOAD = 10;

	private static final List<String> FOR_EXECUTORS = List.of("--executor", "--threads", "--batch", "--pipeline",
			"--directory");

	private static final List<String> FOR_SERVERS = List.of("--connections", "--rate", "--in-flight", "--seed",
			"--images", "--warm-up", "--timeout", "--top", "--html", "--cacert", "--api-key");

	private final IntFunction<List<BackendFactory>> factories;

	private final LongSupplier nanoTime;

	@Spec
	@SuppressWarnings("NullAway.Init") // set by picocli before call
	private CommandSpec spec;

	@Option(names = "--model", split = ",", paramLabel = "ID",
			description = "Models, see 'models list' (default: classifier.models.default).")
	private List<String> models = new ArrayList<>();

	@Option(names = "--executor", split = ",", paramLabel = "EXECUTOR", converter = ExecutorConverter.class,
			completionCandidates = ExecutorConverter.class,
			description = "Any of ${COMPLETION-CANDIDATES} (default: those that work here).")
	private List<ExecutorKind> executors = new ArrayList<>();

	@Option(names = "--threads", split = ",", paramLabel = "N",
			description = "Threads of one run; they do not matter to cuda (default: 1 and one per core).")
	private List<Integer> threads = List.of(1, Runtime.getRuntime().availableProcessors());

	@Option(names = "--batch", split = ",", paramLabel = "N", defaultValue = "1,8",
			description = "Images of one run (default: ${DEFAULT-VALUE}).")
	private List<Integer> batches = new ArrayList<>();

	@Option(names = "--seconds", paramLabel = "S",
			description = "Time that is measured for each row (default: 2, with --url 10).")
	private @Nullable Double seconds;

	@Option(names = "--pipeline", description = "Measure encoded images to labels instead of pixels to logits.")
	private boolean pipeline;

	@Parameters(paramLabel = "PATH", arity = "0..*",
			description = "Images for --pipeline, used in turn (default: a JPEG of 600x400 pixels).")
	private List<Path> paths = new ArrayList<>();

	@Mixin
	private final LoadOptions load = new LoadOptions();

	@Mixin
	private final DirectoryOption directory = new DirectoryOption();

	@Mixin
	private final FormatOption format = new FormatOption();

	BenchCommand() {
		this(BackendFactories::all, System::nanoTime);
	}

	BenchCommand(IntFunction<List<BackendFactory>> factories, LongSupplier nanoTime) {
		this.factories = factories;
		this.nanoTime = nanoTime;
	}

	@Override
	public Integer call() throws Exception {
		checkUsage();
		URI url = this.load.url();
		if (url != null) {
			measure(url);
		}
		else {
			compareExecutors();
		}
		return 0;
	}

	private void measure(URI url) throws IOException {
		Progress progress = Progress.on(this.spec.commandLine().getErr());
		LoadReport report = new LoadReport(MachineDescription.line() + "; " + url, this.models, this.format.isJson(),
				this.spec.commandLine().getOut());
		new ServerBench(url, this.load, this.load.headers(this.spec), measured(SECONDS_OF_LOAD), this::note)
			.run(this.models, progress, report::add);
		report.end(this.load.html());
	}

	private void compareExecutors() throws IOException {
		List<BenchSetting> settings = settings();
		Progress progress = Progress.on(this.spec.commandLine().getErr());
		ExecutorComparison comparison = comparison(progress);
		PrintWriter out = this.spec.commandLine().getOut();
		if (this.format.isJson()) {
			out.println(FormatOption.json(json(settings, comparison, progress)));
		}
		else {
			print(settings, comparison, progress, out);
		}
	}

	private void checkUsage() {
		require(this.threads.stream().allMatch((n) -> n >= 1 && n <= MOST_THREADS),
				"--threads must be 1.." + MOST_THREADS);
		require(this.batches.stream().allMatch((n) -> n >= 1 && n <= MOST_IMAGES), "--batch must be 1.." + MOST_IMAGES);
		require(this.seconds == null || (this.seconds > 0 && this.seconds <= MOST_SECONDS),
				"--seconds must be above 0, at most " + MOST_SECONDS);
		boolean server = this.load.url() != null;
		requireNone(server ? FOR_EXECUTORS : FOR_SERVERS, server ? "not for --url" : "for --url only");
		require(!server || this.paths.isEmpty(), "Name images for --url with --images");
		require(this.pipeline || this.paths.isEmpty(), "Images are for --pipeline only");
		String mistake = this.load.mistake();
		require(mistake == null, String.valueOf(mistake));
	}

	private void requireNone(List<String> options, String reason) {
		options.stream()
			.filter(this.spec.commandLine().getParseResult()::hasMatchedOption)
			.findFirst()
			.ifPresent((option) -> require(false, option + " is " + reason));
	}

	private void require(boolean condition, String message) {
		if (!condition) {
			throw new ParameterException(this.spec.commandLine(), message);
		}
	}

	private List<BenchSetting> settings() throws IOException {
		List<BenchSetting> settings = new ArrayList<>();
		for (VerifiedModel model : this.directory.verified(this.models)) {
			for (int count : this.threads.stream().distinct().toList()) {
				this.batches.stream()
					.distinct()
					.forEach((batch) -> settings.add(new BenchSetting(model, count, batch)));
			}
		}
		return settings;
	}

	private ExecutorComparison comparison(Progress progress) throws IOException {
		BenchExecutors compared = new BenchExecutors(this.factories, this.executors, (note) -> {
			progress.clear();
			note(note);
		});
		return new ExecutorComparison(compared, workloads(), new InterleavedRounds(this.nanoTime),
				measured(SECONDS_OF_ROW));
	}

	private Duration measured(double otherwise) {
		return Duration.ofMillis(Math.round(Objects.requireNonNullElse(this.seconds, otherwise) * MILLISECONDS));
	}

	private void note(String text) {
		this.spec.commandLine().getErr().println("classifier: " + text);
	}

	private Function<BenchSetting, Workload> workloads() throws IOException {
		if (!this.pipeline) {
			return InferenceWorkload::new;
		}
		List<BenchPicture> pictures = this.paths.isEmpty() ? List.of(BenchPicture.bundled())
				: BenchPicture.read(this.paths);
		return (setting) -> new PipelineWorkload(setting, pictures);
	}

	private static List<BenchRow> json(List<BenchSetting> settings, ExecutorComparison comparison, Progress progress) {
		List<BenchRow> rows = new ArrayList<>();
		for (BenchSetting setting : settings) {
			rows.addAll(measure(setting, comparison, progress));
		}
		return rows;
	}

	private void print(List<BenchSetting> settings, ExecutorComparison comparison, Progress progress, PrintWriter out) {
		BenchTable table = new BenchTable(settings.stream().map(BenchSetting::modelId).toList());
		List<String> lines = new ArrayList<>();
		lines.add(MachineDescription.line());
		lines.add(this.pipeline ? "Encoded images to labels" : "Normalised pixels to logits");
		lines.add(table.header());
		for (BenchSetting setting : settings) {
			String note = setting.model().descriptor().synthetic() ? " (synthetic weights)" : "";
			lines.addAll(table.lines(measure(setting, comparison, progress), note));
			lines.forEach(out::println);
			lines.clear();
		}
	}

	private static List<BenchRow> measure(BenchSetting setting, ExecutorComparison comparison, Progress progress) {
		progress.show("Measuring " + setting.modelId() + ", threads " + setting.threads() + ", batch " + setting.batch()
				+ " ..");
		try {
			return comparison.at(setting);
		}
		finally {
			progress.clear();
		}
	}

}
