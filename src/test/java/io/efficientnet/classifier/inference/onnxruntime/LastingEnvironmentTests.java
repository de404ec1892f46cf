package io.efficientnet.classifier.inference.onnxruntime;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.inference.InferenceFixtures;
import io.efficientnet.classifier.model.VerifiedModel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs in processes of their own, which a released environment may crash. */
class LastingEnvironmentTests {

	private static final long PATIENCE_SECONDS = 120;

	private static final String KEPT = "kept";

	@Test
	void runsWhileTheProcessStops() throws Exception {
		assertThat(exitCode(KEPT)).isZero();
	}

	@Test
	void wouldNotWithoutTheSecondReference() throws Exception {
		assertThat(exitCode("released")).isNotZero();
	}

	private static int exitCode(String mode) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"--enable-native-access=ALL-UNNAMED", "-XX:-CreateCoredumpOnCrash", "-XX:+SuppressFatalErrorMessage",
				"-cp", System.getProperty("java.class.path"), Stopping.class.getName(), mode);
		// Which crashes some processes by itself
		builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
		Process process = builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
		assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
		return process.exitValue();
	}

	/**
	 * Goes on to open and run a model while shutdown hooks run, that of the binding too.
	 */
	static final class Stopping {

		private static final int ROUNDS = 20;

		public static void main(String[] args) {
			VerifiedModel model = InferenceFixtures.model(EfficientNetVariant.LITE0);
			FloatBuffer image = InferenceFixtures.input(1, 3, 224, 224).data();
			OrtEnvironment environment = args[0].equals(KEPT) ? OrtRuntime.environment()
					: OrtEnvironment.getEnvironment();
			Runtime.getRuntime().addShutdownHook(new Thread(() -> {
				for (int i = 0; i < ROUNDS; i++) {
					run(environment, model, image);
				}
			}));
			System.exit(0);
		}

		private static void run(OrtEnvironment environment, VerifiedModel model, FloatBuffer image) {
			try (OrtSession session = environment.createSession(model.graph());
					OnnxTensor input = OnnxTensor.createTensor(environment, image, new long[] { 1, 3, 224, 224 });
					OrtSession.Result result = session.run(Map.of(model.descriptor().graph().input(), input))) {
				assertThat(result.size()).isPositive();
			}
			catch (Throwable ex) { // a hook's failure would leave no other trace
				Runtime.getRuntime().halt(1);
			}
		}

	}

}
