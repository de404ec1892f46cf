package io.efficientnet.classifier.cli;

import java.io.PrintWriter;

import io.efficientnet.classifier.security.ApiKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "create", mixinStandardHelpOptions = true,
		description = { "Makes a random key and its hash. The key is shown this once and kept nowhere: give it to its "
				+ "caller, and add the hash to classifier.security.api-keys of the server." })
final class KeysCreateCommand implements Runnable {

	@Spec
	@SuppressWarnings("NullAway.Init") // set by picocli before run
	private CommandSpec spec;

	@Override
	public void run() {
		ApiKey key = ApiKey.create();
		PrintWriter out = this.spec.commandLine().getOut();
		out.println("key   " + key.value());
		out.println("hash  " + key.hash());
	}

}
