package io.efficientnet.classifier.cli;

import java.util.concurrent.Callable;

import io.efficientnet.classifier.inference.ModelReport;
import io.efficientnet.classifier.model.ModelEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "show", mixinStandardHelpOptions = true,
		description = "Shows one model after checking its files against its description.")
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

	@Override
	public Integer call() throws Exception {
		ModelEntry entry = this.directory.entry(this.id);
		entry.verify();
		ModelReport report = this.directory.report(entry);
		this.spec.commandLine()
			.getOut()
			.println(this.format.isJson() ? FormatOption.json(report) : ModelReports.text(report));
		return 0;
	}

}
