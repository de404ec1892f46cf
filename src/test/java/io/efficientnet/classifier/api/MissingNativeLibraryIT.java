package io.efficientnet.classifier.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.efficientnet.classifier.ClassifierApplication;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceFixtures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import static io.efficientnet.classifier.api.HttpFixtures.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The service where ONNX Runtime cannot load, in processes of its own: a library loads
 * once in each.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class MissingNativeLibraryIT {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private static final String DOES_NOT_LOAD = "ONNX Runtime's native library does not load.";

	@TempDir
	private Path nothing;

	private @Nullable Process service;

	@AfterEach
	void stop() throws InterruptedException {
		if (this.service != null) {
			this.service.destroy();
			this.service.waitFor();
		}
	}

	@Test
	void classifiesOnJavaAndSaysWhy() throws Exception {
		assumeThat(InferenceFixtures.isBuiltIn(ExecutorKind.JAVA)).as("the Java executor is part of this build")
			.isTrue();
		int port = port(start("auto"));

		JsonNode answer = json(HttpFixtures.post(port, "/v1/classify", HttpFixtures.sample("chelsea.jpg")));
		JsonNode model = json(HttpFixtures.get(port, "/v1/models/efficientnet-lite0"));

		assertThat(answer.at("/predictions/0/label").asString()).contains("cat");
		assertThat(answer.at("/receipt/executor").asString()).isEqualTo("java");
		assertThat(answer.at("/receipt/fallback").asBoolean()).isFalse();
		assertThat(model.at("/executor").asString()).isEqualTo("java");
		assertThat(model.at("/executors").valueStream().map((executor) -> executor.at("/executor").asString()))
			.containsExactly("cuda", "cpu", "java");
		assertThat(model.at("/executors/0/reason").asString()).startsWith(DOES_NOT_LOAD);
		assertThat(model.at("/executors/1/reason").asString()).startsWith(DOES_NOT_LOAD);
		assertThat(HttpFixtures.get(port, "/readyz").statusCode()).isEqualTo(200);
	}

	@Test
	void refusesToStartWhereTheCpuProviderIsTheOnlyOne() throws Exception {
		Process process = start("cpu");

		List<String> lines = process.inputReader().lines().toList();

		assertThat(process.waitFor()).isNotZero();
		assertThat(lines).anySatisfy((line) -> assertThat(line)
			.contains("No executor can serve model efficientnet-lite0: cpu: " + DOES_NOT_LOAD));
	}

	private Process start(String executor) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
						"--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector",
						"-Donnxruntime.native.onnxruntime.path=" + this.nothing, "-cp",
						System.getProperty("java.class.path"), ClassifierApplication.class.getName(), "--server.port=0",
						"--management.server.port=0", "--classifier.inference.executor=" + executor));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		this.service = process;
		return process;
	}

	private static int port(Process process) throws IOException {
		int port = 0;
		List<String> lines = new ArrayList<>();
		BufferedReader output = process.inputReader();
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			lines.add(line);
			Matcher found = PORT.matcher(line);
			if (port == 0 && found.find()) {
				port = Integer.parseInt(found.group(1));
			}
			if (line.contains("Started ClassifierApplication")) {
				return port;
			}
		}
		throw new AssertionError("It did not start: " + lines);
	}

}
