package io.efficientnet.classifier.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "keys", mixinStandardHelpOptions = true, description = "Makes keys for callers.",
		subcommands = KeysCreateCommand.class)
final class KeysCommand implements Runnable {

	@Spec
	@SuppressWarnings("NullAway.Init") // set by picocli before run
	private CommandSpec spec;

	@Override
	public void run() {
		throw new ParameterException(this.spec.commandLine(), "Name a command of keys");
	}

}
