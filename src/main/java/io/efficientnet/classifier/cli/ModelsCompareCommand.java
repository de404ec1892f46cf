package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.BackendFactories;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "compare", mixinStandardHelpOptions = true,
		description = "Compares what two models say of the same pictures and how fast they are, and records it in "
				+ "model.json of the second.",
		footer = { "", "Times are medians of one image, normalised pixels to logits, the models taking turns." })
final class ModelsCompareCommand implements Callable<Integer> {

	private static final Duration EACH = Duration.ofSeconds(2);

	@Spec
	@SuppressWarnings("NullAway.Init") // set by picocli before call
	private CommandSpec spec;

	@Parameters(index = "0", paramLabel = "A", description = "Model that counts as right, for instance of fp32.")
	@SuppressWarnings("NullAway.Init") // required
	private String first;

	@Parameters(index = "1", paramLabel = "B", description = "Model to judge, for instance the same in int8.")
	@SuppressWarnings("NullAway.Init") // required
	private String second;

	@Option(names = "--images", required = true, paramLabel = "DIR",
			description = "Folder of pictures, or one picture; 1000 at most.")
	@SuppressWarnings("NullAway.Init") // required
	private Path images;

	@Option(names = "--executor", paramLabel = "EXECUTOR", defaultValue = "cpu", converter = ExecutorConverter.class,
			completionCandidates = ExecutorConverter.class,
			description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
	@SuppressWarnings("NullAway.Init") // has a default value
	private ExecutorKind executor;

	@Mixin
	private final DirectoryOption directory = new DirectoryOption();

	@Mixin
	private final FormatOption format = new FormatOption();

	@Override
	public Integer call() throws Exception {
		List<Path> pictures = BenchPicture.files(List.of(this.images));
		try (VerifiedModel expected = this.directory.entry(this.first).verify();
				VerifiedModel judged = this.directory.entry(this.second).verify()) {
			requireSameClasses(expected.descriptor(), judged.descriptor());
			ModelDescriptor.Comparison comparison = compare(expected, judged, pictures);
			this.spec.commandLine()
				.getOut()
				.println(this.format.isJson() ? FormatOption.json(comparison)
						: text(comparison, judged.descriptor().id().value()));
			this.directory.catalog().record(judged.descriptor(), comparison);
		}
		return 0;
	}

	private static void requireSameClasses(ModelDescriptor expected, ModelDescriptor judged) {
		if (expected.classes() != judged.classes()) {
			throw new ServiceException(FailureKind.INVALID_REQUEST, "Model " + expected.id() + " has "
					+ expected.classes() + " classes and " + judged.id() + " has " + judged.classes());
		}
	}

	private ModelDescriptor.Comparison compare(VerifiedModel expected, VerifiedModel judged, List<Path> pictures)
			throws IOException {
		try (BenchExecutors.Opened left = open(expected); BenchExecutors.Opened right = open(judged)) {
			PictureComparison.Contestant first = contestant(expected, left);
			PictureComparison.Contestant second = contestant(judged, right);
			Progress progress = Progress.on(this.spec.commandLine().getErr());
			PictureComparison answers = new PictureComparison(first, second);
			answers.show(pictures, progress);
			progress.show("Timing ..");
			List<RunTimes> times = new InterleavedRounds(System::nanoTime).measure(List.of(first.run(), second.run()),
					EACH);
			progress.clear();
			InferenceBackend backend = second.backend();
			return new ModelDescriptor.Comparison(this.first, expected.descriptor().graph().sha256(), answers.images(),
					answers.top1Agreement(), answers.largestDifference(), answers.meanDifference(),
					backend.executor().id(), backend.runtime(), times.getLast().medianMilliseconds(),
					times.getFirst().medianMilliseconds(), MachineDescription.line());
		}
	}

	private BenchExecutors.Opened open(VerifiedModel model) {
		return new BenchExecutors(BackendFactories::all, List.of(this.executor), (_) -> {
		}).open(setting(model));
	}

	private static BenchSetting setting(VerifiedModel model) {
		return new BenchSetting(model, Runtime.getRuntime().availableProcessors(), 1);
	}

	private static PictureComparison.Contestant contestant(VerifiedModel model, BenchExecutors.Opened opened) {
		return new PictureComparison.Contestant(model, opened.backends().getFirst(),
				Tensor.allocate(setting(model).inputShape()));
	}

	private static String text(ModelDescriptor.Comparison comparison, String judged) {
		return String.format(Locale.ROOT, """
				%s
				%s beside %s on %d pictures, executor %s (%s)
				same first class        %.1f %%
				probability differs by  %.4f at most, %.4f on average
				one image takes         %.2f ms, %s %.2f ms: %.2f times as fast""", comparison.machine(), judged,
				comparison.model(), comparison.images(), comparison.executor(), comparison.runtime(),
				comparison.top1Agreement(), comparison.largestDifference(), comparison.meanDifference(),
				comparison.milliseconds(), comparison.model(), comparison.otherMilliseconds(),
				comparison.otherMilliseconds() / comparison.milliseconds());
	}

}
