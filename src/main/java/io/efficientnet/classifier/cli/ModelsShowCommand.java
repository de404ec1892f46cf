package io.efficientnet.classifier.cli;

import java.util.concurrent.Callable;

import io.efficientnet.classifier.inference.ExecutorChoice;
import io.efficientnet.classifier.inference.ModelInspection;
import io.efficientnet.classifier.inference.ModelReport;
import io.efficientnet.classifier.model.ModelEntry;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "show", mixinStandardHelpOptions = true,
		description = { "Shows one model after checking its files against its description.",
				"It is loaded as a server here would load it, to tell which executor would serve, why others "
						+ "would not, and what the choice was made by. That takes a second or two, for the largest "
						+ "models more; --no-measure leaves it out." })
final class ModelsShowCommand implements Callable<Integer> {

	@Spec
	@SuppressWarnings("NullAway.Init") // set by picocli before call
	private CommandSpec spec;

	@Parameters(paramLabel = "ID", description = "Name of the model, see 'models list'.")
	@SuppressWarnings("NullAway.Init") // required
	private String id;

	@Mixin
	private final DirectoryOption directory = new DirectoryOption();

	@Mixin
	private final FormatOption format = new FormatOption();

	@Option(names = "--plan", description = "Prints the steps of the Java executor instead, as a table.")
	private boolean plan;

	@Option(names = "--no-measure", description = "Reads the files only; no executor is tried.")
	private boolean filesOnly;

	@Option(names = "--executor", paramLabel = "EXECUTOR",
			description = "Executors to try: auto (cuda where it works, else the faster of cpu and java), cuda, cpu or "
					+ "java (default: classifier.inference.executor).")
	private @Nullable ExecutorChoice executor;

	@Option(names = "--classifier.inference.executor", hidden = true,
			defaultValue = "${sys:classifier.inference.executor:-${env:CLASSIFIER_INFERENCE_EXECUTOR:-auto}}")
	@SuppressWarnings("NullAway.Init") // has a default value
	private ExecutorChoice configuredExecutor;

	@Option(names = "--classifier.inference.threads", hidden = true,
			defaultValue = "${sys:classifier.inference.threads:-${env:CLASSIFIER_INFERENCE_THREADS:-0}}")
	private int threads;

	@Override
	public Integer call() throws Exception {
		ModelEntry entry = this.directory.entry(this.id);
		if (this.plan) {
			this.spec.commandLine().getOut().print(ModelInspection.plan(entry));
			return 0;
		}
		ModelReport report = this.filesOnly ? verified(entry) : this.directory.report(entry, inspection());
		this.spec.commandLine()
			.getOut()
			.println(this.format.isJson() ? FormatOption.json(report) : ModelReports.text(report));
		return 0;
	}

	private ModelReport verified(ModelEntry entry) {
		entry.check();
		return this.directory.report(entry);
	}

	private ModelInspection inspection() {
		return ModelInspection.on((this.executor != null) ? this.executor : this.configuredExecutor, this.threads);
	}

}
