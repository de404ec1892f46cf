package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ClassifierCommandLineTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "serve", "serve --server.port=0", "--server.port=0",
			"--classifier.models.default=b0 --server.port=0" })
	void servesWithoutACommandOrWithServe(String line) {
		assertThat(ClassifierCommandLine.isServe(args(line))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "--help", "-h", "--version", "-V", "serve --help", "serve -h", "models", "models list",
			"models --help", "Serve", "server" })
	void doesNotServeWhereSomethingElseIsAsked(String line) {
		assertThat(ClassifierCommandLine.isServe(args(line))).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "'', ''", "serve, ''", "serve --server.port=0 serve, --server.port=0 serve",
			"--server.port=0, --server.port=0" })
	void passesSpringOptionsThrough(String line, String passed) {
		assertThat(ClassifierCommandLine.serverArguments(args(line))).containsExactly(args(passed));
	}

	@ParameterizedTest
	@ValueSource(strings = { "--help", "-h", "models --help", "models list --help", "models show --help",
			"models build --help", "models convert --help", "models import --help", "models verify --help",
			"serve --help", "bench --help" })
	void helpsOnStandardOutput(String line) {
		CommandRun run = CommandRun.of((Object[]) args(line));

		assertThat(run.exitCode()).isZero();
		assertThat(run.out()).startsWith("Usage: classifier");
		assertThat(run.err()).isEmpty();
	}

	@Test
	void namesItsVersion() {
		CommandRun run = CommandRun.of("--version");

		assertThat(run.exitCode()).isZero();
		assertThat(run.out()).startsWith("classifier ").hasLineCount(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "classify-all", "models", "models destroy", "models list --colour", "models show",
			"models show b0 --executor tpu", "models list --format xml", "models build --id b0",
			"models build --variant resnet50 --id b0", "models build --variant efficientnet-b0 --id ../b0",
			"models build --variant efficientnet-b0 --id b0 --seed x",
			"models convert --variant efficientnet-b0 --id b0", "models import --id b0", "models verify",
			"models verify b0 --format xml",
			"models convert --weights w --variant efficientnet-b0 --id b0 --source caffe" })
	void exitsWith2WhereItIsCalledWrongly(String line) {
		CommandRun run = CommandRun.of((Object[]) args(line));

		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.out()).isEmpty();
		assertThat(run.err()).isNotBlank().doesNotContain("\tat ");
	}

	@Test
	void saysWhatIsWrongWithAnId() {
		assertThat(CommandRun.of("models", "build", "--variant", "efficientnet-b0", "--id", "B0").err())
			.contains("A model id has 1 to 64 of a-z 0-9 . _ -");
	}

	@ParameterizedTest
	@MethodSource("failures")
	void reportsAFailureInOneLine(Exception failure, String line) {
		List<String> lines = new ArrayList<>();

		ClassifierCommandLine.report(failure, lines::add);

		assertThat(lines).containsExactly("classifier: " + line);
	}

	private static Stream<Arguments> failures() {
		return Stream.of(
				Arguments.of(new ServiceException(FailureKind.INTERNAL, "It failed\nfor a reason"), "It failed"),
				Arguments.of(new IllegalArgumentException("No such name"), "No such name"),
				Arguments.of(new NoSuchFileException("/data/w.bin"), "w.bin: no such file"),
				Arguments.of(new AccessDeniedException("/data/w.bin"), "w.bin: permission denied"),
				Arguments.of(new FileAlreadyExistsException("/data/w.bin"), "w.bin: is in the way"),
				Arguments.of(new FileSystemException("/data/w.bin", null, "No space left on device"),
						"w.bin: No space left on device"),
				Arguments.of(new FileSystemException("/data/w.bin"), "w.bin: cannot be read or written"),
				Arguments.of(new FileSystemException(null), "A file: cannot be read or written"),
				Arguments.of(new IOException("The disk is gone"), "The disk is gone"),
				Arguments.of(new IllegalStateException("defect"), "java.lang.IllegalStateException: defect"));
	}

	private static String[] args(String line) {
		return line.isEmpty() ? new String[0] : line.split(" ");
	}

}
