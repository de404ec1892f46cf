package io.efficientnet.classifier.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * A command that has ended.
 *
 * @param exitCode 0, 1 or 2
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int exitCode, String out, String err) {

	static CommandRun of(Object... args) {
		StringWriter out = new StringWriter();
		StringWriter err = new StringWriter();
		String[] texts = new String[args.length];
		for (int i = 0; i < args.length; i++) {
			texts[i] = args[i].toString();
		}
		int exitCode = ClassifierCommandLine.run(texts, new PrintWriter(out, true), new PrintWriter(err, true));
		return new CommandRun(exitCode, out.toString(), err.toString());
	}

}
