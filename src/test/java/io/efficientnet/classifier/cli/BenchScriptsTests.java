package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

class BenchScriptsTests {

	private static final int SECONDS = 60;

	@Test
	void passTheirOwnTests() throws Exception {
		assertThat(python("-m", "unittest", "discover")).containsPattern("Ran [1-9][0-9]* tests").contains("OK");
	}

	@ParameterizedTest
	@ValueSource(strings = { "compare.py", "dashboard.py", "overload.py", "soak.py" })
	void tellTheirOptions(String script) throws Exception {
		assertThat(python(script, "--help")).startsWith("usage: " + script).contains("--models");
	}

	@Test
	void measureVariantsWithoutFolders() throws Exception {
		assertThat(python("variants.py", "--help")).startsWith("usage: variants.py").contains("--executors");
	}

	private static String python(String... arguments) throws InterruptedException, IOException {
		ProcessBuilder builder = new ProcessBuilder("python3", "-B").directory(Path.of("bench").toFile())
			.redirectErrorStream(true);
		builder.command().addAll(List.of(arguments));
		Process process;
		try {
			process = builder.start();
		}
		catch (IOException ex) {
			assumeThat(ex).as("Python 3 is not installed here").isNull();
			throw ex;
		}
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(output).isZero();
		return output;
	}

}
