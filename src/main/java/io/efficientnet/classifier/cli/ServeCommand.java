package io.efficientnet.classifier.cli;

import java.util.ArrayList;
import java.util.List;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Described here for the help; the program's entry starts the server itself. */
@Command(name = ServeCommand.NAME, description = "Serves HTTP (the default command).")
@SuppressWarnings("UnusedVariable") // the fields are there for the help
final class ServeCommand implements Runnable {

	static final String NAME = "serve";

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this help message and exits.")
	private boolean help;

	@Parameters(paramLabel = "SPRING-OPTION",
			description = "Options such as --server.port=0 or --classifier.inference.executor=cpu.")
	private final List<String> options = new ArrayList<>();

	@Override
	public void run() {
		throw new IllegalStateException("The server is started without picocli");
	}

}
