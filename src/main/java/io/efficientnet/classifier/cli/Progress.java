package io.efficientnet.classifier.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** A line on standard error that says what is under way, where a terminal shows it. */
final class Progress {

	private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

	private static final String CLEAR_LINE = "\r\u001B[K";

	private final PrintWriter err;

	private final boolean visible;

	Progress(PrintWriter err, boolean visible) {
		this.err = err;
		this.visible = visible;
	}

	static Progress on(PrintWriter err) {
		return new Progress(err, isTerminal());
	}

	boolean isVisible() {
		return this.visible;
	}

	void show(String what) {
		print(CLEAR_LINE + what);
	}

	/** Makes room for other output. */
	void clear() {
		print(CLEAR_LINE);
	}

	private void print(String text) {
		if (this.visible) {
			this.err.print(text);
			this.err.flush();
		}
	}

	@SuppressWarnings("SystemConsoleNull") // JDK 25 gives null again
	private static boolean isTerminal() {
		if (Files.exists(STANDARD_ERROR)) {
			return isTerminal(STANDARD_ERROR);
		}
		Console console = System.console();
		return console != null && console.isTerminal();
	}

	private static boolean isTerminal(Path stream) {
		try {
			String device = Files.readSymbolicLink(stream).toString();
			return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
		}
		catch (IOException ex) {
			return false;
		}
	}

}
