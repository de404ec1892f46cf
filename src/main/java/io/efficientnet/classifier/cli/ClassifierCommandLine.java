package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.failure.ShownText;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;

/**
 * Parses the command line and runs the command. Results go to standard output, one line
 * about a failure to standard error.
 */
public final class ClassifierCommandLine {

	/** Exit code of a command that failed. */
	public static final int FAILED = CommandLine.ExitCode.SOFTWARE;

	private ClassifierCommandLine() {
	}

	/**
	 * Whether the arguments start the server: none at all, {@code serve}, or Spring
	 * options only.
	 * @param args of the command line
	 * @return whether {@link #serverArguments(String[])} are for the server
	 */
	public static boolean isServe(String[] args) {
		if (args.length == 0 || args[0].equals(ServeCommand.NAME)) {
			return args.length < 2 || !isHelp(args[1]);
		}
		return args[0].startsWith("--") && !isHelp(args[0]) && !args[0].equals("--version");
	}

	/**
	 * The Spring options among the arguments.
	 * @param args of which {@link #isServe(String[])} is true
	 * @return them without the name of the command
	 */
	public static String[] serverArguments(String[] args) {
		boolean named = args.length > 0 && args[0].equals(ServeCommand.NAME);
		return named ? Arrays.copyOfRange(args, 1, args.length) : args;
	}

	/**
	 * Runs a command other than the server.
	 * @param args of the command line
	 * @param out results
	 * @param err failures and progress
	 * @return 0 if done, 1 if it failed, 2 if it was called wrongly
	 */
	public static int run(String[] args, PrintWriter out, PrintWriter err) {
		LoggingSystem logging = LoggingSystem.get(ClassifierCommandLine.class.getClassLoader());
		logging.beforeInitialize();
		try {
			return run(new ClassifierCommand(), args, out, err);
		}
		finally {
			// What else runs in this process logs again
			logging.cleanUp();
		}
	}

	static int run(Object command, String[] args, PrintWriter out, PrintWriter err) {
		return new CommandLine(command).setOut(out)
			.setErr(err)
			.setCaseInsensitiveEnumValuesAllowed(true)
			.setExecutionExceptionHandler((ex, failed, _) -> report(ex, failed))
			.execute(args);
	}

	/**
	 * Says why a command failed.
	 * @param ex the failure
	 * @param err where to say it
	 */
	public static void report(Exception ex, Consumer<String> err) {
		err.accept("classifier: " + ShownText.of(message(ex).lines().findFirst().orElse("failed")));
	}

	private static String message(Exception ex) {
		return switch (ex) {
			case ServiceException _, IllegalArgumentException _ -> String.valueOf(ex.getMessage());
			case FileSystemException file -> name(file) + ": " + reason(file);
			case IOException io when io.getMessage() != null -> io.getMessage();
			default -> ex.toString();
		};
	}

	private static String name(FileSystemException ex) {
		String file = ex.getFile();
		return (file != null) ? String.valueOf(Path.of(file).getFileName()) : "A file";
	}

	private static String reason(FileSystemException ex) {
		return switch (ex) {
			case NoSuchFileException _ -> "no such file";
			case AccessDeniedException _ -> "permission denied";
			case FileAlreadyExistsException _ -> "is in the way";
			default -> (ex.getReason() != null) ? ex.getReason() : "cannot be read or written";
		};
	}

	private static int report(Exception ex, CommandLine command) {
		report(ex, command.getErr()::println);
		return FAILED;
	}

	private static boolean isHelp(String arg) {
		return arg.equals("--help") || arg.equals("-h");
	}

}
