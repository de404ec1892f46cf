package io.efficientnet.classifier.inference.onnxruntime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import ai.onnxruntime.OrtEnvironment;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.InferenceFixtures;
import io.efficientnet.classifier.model.VerifiedModel;
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

	/** Far longer than the trace takes to appear where nothing prevents it. */
	private static final long HOLD_SECONDS = 3;

	@TempDir
	private Path home;

	@Test
	void leavesNoTraceOfTelemetry() throws Exception {
		Process process = start(Guarded.class);

		boolean ended = process.waitFor(HOLD_SECONDS, TimeUnit.SECONDS);

		assertThat(ended).isFalse();
		assertThat(traces()).isEmpty();
		process.getOutputStream().close();
		assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isZero();
		assertThat(traces()).isEmpty();
	}

	/**
	 * How the process ends is left alone: with a long class path the telemetry crashes
	 * it.
	 */
	@Test
	void wouldLeaveATraceWithoutTheGuard() throws Exception {
		Process process = start(Unguarded.class);

		for (int i = 0; i < PATIENCE_SECONDS && traces().isEmpty(); i++) {
			process.waitFor(1, TimeUnit.SECONDS);
		}

		process.destroyForcibly().waitFor();
		assertThat(traces()).isNotEmpty();
	}

	private Process start(Class<?> program) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), program.getName());
		builder.environment().clear();
		builder.environment().put("HOME", this.home.toString());
		return builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
	}

	private List<Path> traces() throws IOException {
		try (Stream<Path> files = Files.walk(this.home)) {
			return files.filter((file) -> file.endsWith(".onnxruntime")).toList();
		}
	}

	/** Ends when its input does. */
	static final class Guarded {

		public static void main(String[] args) throws IOException {
			VerifiedModel model = InferenceFixtures.model(EfficientNetVariant.LITE0);
			assertThat(new OrtCudaBackendFactory(List.of(1, 4)).open(model)).isNotNull();
			assertThat(new OrtCpuBackendFactory(1).open(model)).isInstanceOf(BackendFactory.Available.class);
			assertThat(System.in.read()).isNegative();
		}

	}

	/** Ends when its input does. */
	static final class Unguarded {

		public static void main(String[] args) throws IOException {
			assertThat(OrtEnvironment.getEnvironment()).isNotNull();
			assertThat(System.in.read()).isNegative();
		}

	}

}
