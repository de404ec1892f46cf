package io.efficientnet.classifier.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.BackendFactories;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.Check;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "verify", mixinStandardHelpOptions = true,
		description = { "Checks a model: files, structure, numbers and executors.",
				"Parameters and multiply-adds are counted in the graph and compared with the table of its variant; "
						+ "every executor that works here has to give the logits stored with the model. Exits with 1 "
						+ "if a check failed." })
final class ModelsVerifyCommand implements Callable<Integer> {

	private static final int THREADS = 1;

	private final IntFunction<List<BackendFactory>> factories;

	@Spec
	@SuppressWarnings("NullAway.Init") // set by picocli before call
	private CommandSpec spec;

	@Parameters(paramLabel = "ID", description = "Name of the model, see 'models list'.")
	@SuppressWarnings("NullAway.Init") // required
	private String id;

	@Option(names = "--image", paramLabel = "FILE",
			description = "Picture that the executors have to agree on. Of the panda of EfficientNet's own examples "
					+ "the answer of official weights is known.")
	private @Nullable Path image;

	@Mixin
	private final DirectoryOption directory = new DirectoryOption();

	@Mixin
	private final FormatOption format = new FormatOption();

	ModelsVerifyCommand() {
		this(BackendFactories::all);
	}

	ModelsVerifyCommand(IntFunction<List<BackendFactory>> factories) {
		this.factories = factories;
	}

	@Override
	public Integer call() throws Exception {
		GoldenPicture picture = (this.image != null) ? GoldenPicture.read(this.image) : null;
		List<Check> checks = new ModelChecks(this.directory.entry(this.id), this.factories.apply(THREADS), picture)
			.run();
		List<Check> failed = checks.stream().filter((check) -> check.status() == Check.Status.FAILED).toList();
		print(new Report(this.id, failed.isEmpty(), checks));
		if (!failed.isEmpty()) {
			Check first = failed.getFirst();
			throw new ServiceException(FailureKind.UNAVAILABLE, "Model %s: %d of %d checks failed, first %s. %s"
				.formatted(this.id, failed.size(), checks.size(), first.name(), first.remedy()));
		}
		return 0;
	}

	private void print(Report report) {
		var out = this.spec.commandLine().getOut();
		if (this.format.isJson()) {
			out.println(FormatOption.json(report));
			return;
		}
		int width = report.checks().stream().mapToInt((check) -> check.name().length()).max().orElse(0);
		for (Check check : report.checks()) {
			out.println(String.format(Locale.ROOT, "%-7s  %-" + width + "s  %s",
					check.status().name().toLowerCase(Locale.ROOT), check.name(), check.detail()));
			if (check.remedy() != null) {
				out.println(" ".repeat(width + 11) + check.remedy());
			}
		}
	}

	/**
	 * What is written as JSON.
	 *
	 * @param id name of the model
	 * @param ok whether nothing failed
	 * @param checks all of them, in order
	 */
	record Report(String id, boolean ok, List<Check> checks) {
	}

}
