package io.efficientnet.classifier.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "models", mixinStandardHelpOptions = true,
		description = "Lists, shows, makes, fetches and compares models.",
		subcommands = { ModelsListCommand.class, ModelsShowCommand.class, ModelsBuildCommand.class,
				ModelsConvertCommand.class, ModelsPullCommand.class, ModelsImportCommand.class,
				ModelsVerifyCommand.class, ModelsCompareCommand.class })
final class ModelsCommand implements Runnable {

	@Spec
	@SuppressWarnings("NullAway.Init") // set by picocli before run
	private CommandSpec spec;

	@Override
	public void run() {
		throw new ParameterException(this.spec.commandLine(), "Name a command of models");
	}

}
