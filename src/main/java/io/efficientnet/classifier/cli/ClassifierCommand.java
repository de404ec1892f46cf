package io.efficientnet.classifier.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "classifier", mixinStandardHelpOptions = true, versionProvider = VersionProvider.class,
		description = "Classifies images with EfficientNet. Without a command it serves HTTP.",
		subcommands = { ServeCommand.class, ModelsCommand.class, BenchCommand.class, CheckCommand.class,
				KeysCommand.class },
		exitCodeListHeading = "%nExit codes:%n",
		exitCodeList = { "0:done", "1:failed; one line on standard error says why", "2:wrong usage" })
final class ClassifierCommand implements Runnable {

	@Spec
	@SuppressWarnings("NullAway.Init") // set by picocli before run
	private CommandSpec spec;

	@Override
	public void run() {
		throw new ParameterException(this.spec.commandLine(), "Name a command");
	}

}
