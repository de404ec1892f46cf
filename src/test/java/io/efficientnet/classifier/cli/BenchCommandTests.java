package io.efficientnet.classifier.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

import io.efficientnet.classifier.inference.ExecutorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class BenchCommandTests {

	private final FakeExecutors executors = new FakeExecutors();

	@Test
	void tellsOneRowForEachExecutorAndSettingAsJson() {
		this.executors.add(ExecutorKind.CPU, 100).add(ExecutorKind.CUDA, 40);

		CommandRun run = bench("--executor cpu,cuda --threads 1,2 --batch 1 --batch 8 --seconds 1 --format json");

		assertThat(run.exitCode()).isZero();
		assertThat(run.err()).isEmpty();
		JsonNode rows = JsonMapper.shared().readTree(run.out());
		assertThat(rows.isArray()).isTrue();
		assertThat(rows.valueStream().map(BenchCommandTests::place)).containsExactly("cpu 1 1", "cuda 1 1", "cpu 1 8",
				"cuda 1 8", "cpu 2 1", "cuda 2 1", "cpu 2 8", "cuda 2 8");
		assertThat(rows.get(3)).isEqualTo(JsonMapper.shared().readTree("""
				{"model": "efficientnet-lite0", "executor": "cuda", "threads": 1, "batch": 8, "rounds": 10,
				 "imagesPerSecond": 200.0, "p50Ms": 40.0, "p99Ms": 40.0}"""));
	}

	@Test
	void closesAllThatItOpened() {
		this.executors.add(ExecutorKind.CPU, 100).add(ExecutorKind.CUDA, 40);

		bench("--executor cpu,cuda --threads 1,2 --batch 1 --seconds 1");

		assertThat(this.executors.opened).containsExactly("cpu 1", "cuda 1", "cpu 2", "cuda 2");
		assertThat(this.executors.closed).containsExactly("cpu", "cuda", "cpu", "cuda");
	}

	@Test
	void describesTheMachineAboveTheTable() {
		this.executors.add(ExecutorKind.CPU, 100).add(ExecutorKind.CUDA, 40);

		CommandRun run = bench("--executor cpu,cuda --threads 2 --batch 1 --seconds 1");

		List<String> lines = run.out().lines().toList();
		assertThat(lines).hasSize(5);
		assertThat(lines.get(0)).contains("JDK 25");
		assertThat(lines.get(1)).isEqualTo("Normalised pixels to logits");
		assertThat(lines.get(2)).startsWith("MODEL  ");
		assertThat(lines.get(3)).matches("efficientnet-lite0 +cpu +2 +1 +10 +10\\.00 +100\\.00 +100\\.00");
		assertThat(lines.get(4))
			.matches("efficientnet-lite0 +cuda +2 +1 +10 +25\\.00 +40\\.00 +40\\.00 +cuda/cpu 0\\.40");
	}

	@Test
	void measuresOneThreadAndAllCoresWithOneImageAndEightUnlessTold() {
		this.executors.add(ExecutorKind.CPU, 100);

		JsonNode rows = JsonMapper.shared().readTree(bench("--format json").out());

		String all = " " + Runtime.getRuntime().availableProcessors() + " ";
		assertThat(rows.valueStream().map(BenchCommandTests::place)).contains("cpu 1 1", "cpu 1 8", "cpu" + all + "1",
				"cpu" + all + "8");
	}

	@Test
	void leavesOutWhatDoesNotWorkAndSaysSo() {
		this.executors.add(ExecutorKind.CPU, 100);

		CommandRun run = bench("--threads 1 --batch 1,8 --format json");

		assertThat(run.exitCode()).isZero();
		assertThat(run.err().lines()).doesNotHaveDuplicates()
			.contains("classifier: Executor cuda cannot run model efficientnet-lite0: It is not here. Add it.");
		assertThat(JsonMapper.shared().readTree(run.out())).hasSize(2);
	}

	@Test
	void failsWhereANamedExecutorDoesNotWork() {
		this.executors.add(ExecutorKind.CPU, 100);

		fails(bench("--executor cpu,cuda"),
				"Executor cuda cannot run model efficientnet-lite0: It is not here. Add it.");
	}

	@Test
	void failsWhereAModelIsNotThereBeforeItMeasures() {
		this.executors.add(ExecutorKind.CPU, 100);

		fails(bench("--model efficientnet-lite0,missing"),
				"No model missing in this directory; 'models list' names those there are");
		assertThat(this.executors.opened).isEmpty();
	}

	@Test
	void failsWhereAPictureIsNotThere() {
		fails(bench("--pipeline missing.jpg"), "missing.jpg: no such file");
	}

	@Test
	void measuresFromEncodedImagesToLabels() {
		this.executors.add(ExecutorKind.CPU, 100);

		CommandRun run = bench("--pipeline --executor cpu --threads 2 --batch 2 --seconds 0.1 "
				+ "src/test/resources/samples/chelsea.jpg src/test/resources/samples/rocket.jpg");

		assertThat(run.exitCode()).isZero();
		assertThat(run.out().lines()).hasSize(4).contains("Encoded images to labels");
		List<Integer> first = this.executors.inputs.getFirst();
		assertThat(first).hasSize(2).doesNotHaveDuplicates();
		assertThat(this.executors.inputs).containsOnly(first);
	}

	@Test
	void measuresTheSameNoiseOnEveryExecutor() {
		this.executors.add(ExecutorKind.CPU, 100).add(ExecutorKind.CUDA, 100);

		bench("--executor cpu,cuda --threads 1 --batch 2 --seconds 0.1");

		List<Integer> first = this.executors.inputs.getFirst();
		assertThat(first).hasSize(2).doesNotHaveDuplicates();
		assertThat(this.executors.inputs).containsOnly(first);
	}

	@Test
	void measuresARealExecutor() {
		CommandRun run = CommandRun.of("bench", "--executor", "CPU", "--threads", 1, "--batch", 1, "--seconds", 0.1,
				"--pipeline", "--format", "json");

		assertThat(run.exitCode()).isZero();
		JsonNode row = JsonMapper.shared().readTree(run.out()).get(0);
		assertThat(row.path("executor").asString()).isEqualTo("cpu");
		assertThat(row.path("rounds").asInt()).isPositive();
		assertThat(row.path("imagesPerSecond").asDouble()).isPositive();
		assertThat(row.path("p99Ms").asDouble()).isGreaterThanOrEqualTo(row.path("p50Ms").asDouble());
	}

	@ParameterizedTest
	@ValueSource(strings = { "--threads 0", "--threads 1,x", "--threads 2000", "--batch 0", "--batch 129", "--batch x",
			"--seconds 0", "--seconds -1", "--seconds NaN", "--seconds 1e9", "--executor gpu", "--format csv",
			"picture.jpg" })
	void exitsWith2WhereItIsCalledWrongly(String line) {
		CommandRun run = bench(line);

		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.out()).isEmpty();
		assertThat(run.err()).contains("Usage: bench").doesNotContain("\tat ");
		assertThat(this.executors.opened).isEmpty();
	}

	@Test
	void namesTheExecutorsThereAre() {
		assertThat(bench("--executor gpu").err()).contains("'gpu' is not an executor; they are cuda, cpu");
		assertThat(bench("--help").out()).contains("Any of cuda, cpu");
	}

	private CommandRun bench(String line) {
		StringWriter out = new StringWriter();
		StringWriter err = new StringWriter();
		int exitCode = ClassifierCommandLine.run(new BenchCommand(this.executors, this.executors), line.split(" "),
				new PrintWriter(out, true), new PrintWriter(err, true));
		return new CommandRun(exitCode, out.toString(), err.toString());
	}

	private static String place(JsonNode row) {
		return row.path("executor").asString() + " " + row.path("threads").asInt() + " " + row.path("batch").asInt();
	}

	private static void fails(CommandRun run, String line) {
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.out()).isEmpty();
		assertThat(run.err()).isEqualTo("classifier: " + line + System.lineSeparator());
	}

}
