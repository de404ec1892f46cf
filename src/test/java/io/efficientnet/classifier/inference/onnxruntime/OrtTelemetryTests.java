package io.efficientnet.classifier.inference.onnxruntime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import ai.onnxruntime.OrtEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs in processes of their own, whose environment neither says CI, which silences the
 * telemetry by itself, nor holds the variable that turns it off.
 */
@EnabledOnOs(OS.LINUX)
class OrtTelemetryTests {

	private static final long PATIENCE_SECONDS = 60;

	@TempDir
	private Path home;

	@Test
	void leavesNoTraceOfTelemetry() throws Exception {
		int exitCode = run(Guarded.class);

		assertThat(exitCode).isZero();
		assertThat(deviceIds()).isEmpty();
	}

	/** Its exit code is left alone: the telemetry may crash the process as it ends. */
	@Test
	void wouldLeaveATraceWithoutTheGuard() throws Exception {
		run(Unguarded.class);

		assertThat(deviceIds()).isNotEmpty();
	}

	private int run(Class<?> program) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), program.getName());
		builder.environment().clear();
		builder.environment().put("HOME", this.home.toString());
		Process process = builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
		assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
		return process.exitValue();
	}

	private List<Path> deviceIds() throws IOException {
		try (Stream<Path> files = Files.walk(this.home)) {
			return files.filter((file) -> file.endsWith("deviceid")).toList();
		}
	}

	static final class Guarded {

		public static void main(String[] args) {
			assertThat(OrtRuntime.environment()).isNotNull();
		}

	}

	static final class Unguarded {

		public static void main(String[] args) {
			assertThat(OrtEnvironment.getEnvironment()).isNotNull();
		}

	}

}
