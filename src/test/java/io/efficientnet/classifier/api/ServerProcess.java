package io.efficientnet.classifier.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.efficientnet.classifier.ClassifierApplication;

/** The service in a process of its own, which ends with the test. */
final class ServerProcess implements AutoCloseable {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final Process process;

	private final List<String> lines = new ArrayList<>();

	private final List<Integer> ports = new ArrayList<>();

	private ServerProcess(Process process) {
		this.process = process;
	}

	/**
	 * Starts the service and waits until it serves.
	 * @param options beside free ports
	 */
	static ServerProcess start(String... options) throws IOException {
		List<String> args = new ArrayList<>(
				List.of("--server.port=0", "--management.server.port=0", "--classifier.inference.executor=cpu"));
		args.addAll(List.of(options));
		ServerProcess server = new ServerProcess(command(args, Map.of()));
		server.awaitStart();
		return server;
	}

	/**
	 * Starts a command of the program.
	 * @param args command and options
	 * @param environment further variables
	 * @return what says all on its output
	 */
	static Process command(List<String> args, Map<String, String> environment) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
						"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector", "-cp",
						System.getProperty("java.class.path"), ClassifierApplication.class.getName()));
		command.addAll(args);
		ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
		process.environment().putAll(environment);
		return process.start();
	}

	int port() {
		return this.ports.getFirst();
	}

	int managementPort() {
		return this.ports.getLast();
	}

	/** Asks it to end, as an orchestrator does. */
	void terminate() {
		// The process itself would close its output too
		this.process.toHandle().destroy();
	}

	/**
	 * Waits for its end.
	 * @return exit code
	 */
	int exitCode() throws IOException, InterruptedException {
		readUntil("\u0000");
		return this.process.waitFor();
	}

	/** What it has logged, as far as anyone waited for it. */
	List<String> lines() {
		return this.lines;
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

	private void awaitStart() throws IOException {
		if (!readUntil("Started ClassifierApplication")) {
			throw new AssertionError("It did not start: " + this.lines);
		}
	}

	private boolean readUntil(String end) throws IOException {
		BufferedReader output = this.process.inputReader();
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			this.lines.add(line);
			Matcher found = PORT.matcher(line);
			if (found.find()) {
				this.ports.add(Integer.valueOf(found.group(1)));
			}
			if (line.contains(end)) {
				return true;
			}
		}
		return false;
	}

}
