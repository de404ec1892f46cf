package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.efficientnet.classifier.traffic.StubServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ServerBenchTests {

	private static final String OK = StubServer.answer(200, "", "{}");

	@TempDir
	private Path folder;

	@Test
	void tellsOneRowForEachModelAndLoadAsJson() {
		try (StubServer server = new StubServer((_) -> OK)) {
			CommandRun run = bench(server.url(),
					"--model a,b --connections 1,2 --rate 200 --seconds 0.2 --warm-up 0 --format json");

			assertThat(run.err()).isEmpty();
			assertThat(run.exitCode()).isZero();
			JsonNode rows = JsonMapper.shared().readTree(run.out());
			assertThat(rows.valueStream()
				.map((row) -> row.path("model").asString() + " " + row.path("loop").asString() + " "
						+ row.path("connections").asString("-") + " " + row.path("rate").asString("-")))
				.containsExactly("a closed 1 -", "a closed 2 -", "a open - 200.0", "b closed 1 -", "b closed 2 -",
						"b open - 200.0");
			JsonNode row = rows.get(0);
			assertThat(row.path("seconds").asDouble()).isEqualTo(0.2);
			assertThat(row.path("ok").asLong()).isPositive();
			assertThat(row.path("statuses").path("200")).isEqualTo(row.path("ok"));
			assertThat(row.path("goodput").asDouble()).isPositive();
			assertThat(row.path("p50Ms").asDouble()).isPositive();
			assertThat(row.path("maxMs").asDouble()).isGreaterThanOrEqualTo(row.path("p999Ms").asDouble());
			assertThat(row.path("refusedP99Ms").isNull()).isTrue();
		}
	}

	@Test
	void tellsATableBelowTheMachine() {
		try (StubServer server = new StubServer((_) -> OK)) {
			List<String> lines = bench(server.url(), "--connections 1 --seconds 0.2 --warm-up 0").out()
				.lines()
				.toList();

			assertThat(lines).hasSize(3);
			assertThat(lines.get(0)).contains("JDK 25").endsWith(server.url().toString());
			assertThat(lines.get(1)).startsWith("MODEL ").endsWith("MAX MS");
			assertThat(lines.get(2)).matches("\\(default\\) +1 connection +[0-9. ]+");
		}
	}

	@Test
	void countsRefusalsAndExpiriesAndNotesWhatIsNotExpected() {
		try (StubServer server = new StubServer((request) -> switch (request) {
			case 0 -> OK;
			case 1 -> StubServer.answer(422, "", "{\"detail\": \"The image is damaged\"}");
			case 2 -> StubServer.answer(504, "", "late");
			default -> StubServer.answer(429, "Retry-After: 1\n", "full");
		})) {
			CommandRun run = bench(server.url(), "--connections 1 --seconds 0.2 --warm-up 0 --format json");

			JsonNode row = JsonMapper.shared().readTree(run.out()).get(0);
			assertThat(row.path("ok").asLong()).isZero();
			assertThat(row.path("p50Ms").isNull()).isTrue();
			assertThat(row.path("other").asLong()).isEqualTo(1);
			assertThat(row.path("deadlineExceeded").asLong()).isEqualTo(1);
			assertThat(row.path("overloaded").asLong()).isPositive();
			assertThat(row.path("refusedP50Ms").asDouble()).isPositive();
			assertThat(run.err()).isEqualTo("classifier: The first other answer was status 422 (The image is damaged)"
					+ System.lineSeparator());
		}
	}

	@Test
	void notesTheFirstError() {
		try (StubServer server = new StubServer((request) -> (request == 0) ? OK : "")) {
			CommandRun run = bench(server.url(), "--connections 1 --seconds 0.2 --warm-up 0");

			assertThat(run.exitCode()).isZero();
			assertThat(run.err()).startsWith("classifier: The first error was: ");
		}
	}

	@Test
	void writesAPage() throws IOException {
		Path page = this.folder.resolve("load.html");
		try (StubServer server = new StubServer((_) -> OK)) {
			CommandRun run = bench(server.url(), "--connections 1 --rate 100 --seconds 0.2 --warm-up 0 --html " + page);

			assertThat(run.exitCode()).isZero();
			assertThat(Files.readString(page)).contains(server.url().toString(), "1 connection", "100.0/s");
		}
	}

	@Test
	void sendsImagesOfFoldersAndFiles() throws IOException {
		Files.write(this.folder.resolve("b.JPG"), new byte[2]);
		Files.write(this.folder.resolve("a.png"), new byte[1]);
		Files.write(this.folder.resolve("notes.txt"), new byte[3]);
		Path file = Files.write(this.folder.resolve("without-suffix"), new byte[4]);

		assertThat(BenchPicture.readAll(List.of(file, this.folder))).extracting(BenchPicture::name)
			.containsExactly("without-suffix", "a.png", "b.JPG");
	}

	@Test
	void hasThreePhotosOfItsOwn() {
		assertThat(BenchPicture.samples()).hasSize(3)
			.allSatisfy((photo) -> assertThat(photo.file()).hasSizeGreaterThan(30_000));
	}

	@Test
	void saysWhatToDoWhereNobodyAnswers() {
		URI free;
		try (StubServer server = new StubServer((_) -> OK)) {
			free = server.url();
		}

		fails(bench(free, "--connections 1"), "No answer from " + free
				+ " (Connection refused); start a server with 'classifier serve', or name another --url");
	}

	@Test
	void measuresNothingWhereTheServerRefusesTheFirstRequest() {
		String problem = StubServer.answer(404, "",
				"{\"detail\": \"There is no model x\", \"kind\": \"unknown-model\"}");
		try (StubServer server = new StubServer((_) -> problem)) {
			fails(bench(server.url(), "--model x"),
					"The server answers status 404 (There is no model x); nothing was measured");
			assertThat(server.requests()).isEqualTo(1);
		}
	}

	@Test
	void saysWhatToDoWhereTheServerAsksForAKey() {
		String problem = StubServer.answer(401, "", "{\"detail\": \"A valid key is needed\"}");
		try (StubServer server = new StubServer((_) -> problem)) {
			fails(bench(server.url(), "--api-key secret"), "The server answers status 401 (A valid key is needed); "
					+ "set CLASSIFIER_API_KEY to a key whose hash the server has");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "not json", "", "[]", "{\"detail\": 3}" })
	void namesTheStatusWhereTheBodySaysNothing(String body) {
		try (StubServer server = new StubServer((_) -> StubServer.answer(500, "", body))) {
			assertThat(bench(server.url(), "").err()).startsWith("classifier: The server answers status 500");
		}
	}

	@Test
	void failsWithoutImages() {
		try (StubServer server = new StubServer((_) -> OK)) {
			fails(bench(server.url(), "--images " + this.folder), this.folder.getFileName()
					+ " holds no images; they are told by their names: .jpg, .jpeg, .png, .gif, .bmp");
			fails(bench(server.url(), "--images missing.jpg"), "missing.jpg: no such file");
		}
	}

	@Test
	void asksForWhatItIsTold() {
		LoadOptions options = new LoadOptions();

		CommandLine.populateCommand(options, "--timeout", "250ms", "--top", "3");

		assertThat(options.query("b0")).hasToString("{model=b0, timeout=250ms, top=3}");
		assertThat(options.query(null)).doesNotContainKey("model");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--connections 0", "--connections 1001", "--connections x", "--rate 0", "--rate -1",
			"--rate NaN", "--rate 1e9", "--in-flight 0", "--in-flight 10001", "--warm-up -1", "--warm-up NaN",
			"--timeout 2", "--timeout 0ms", "--timeout soon", "--top 0", "--top 1001", "--seconds 0",
			"--html missing/page.html", "--executor cpu", "--threads 1", "--batch 1", "--pipeline", "--directory x",
			"photo.jpg", "--format csv" })
	void exitsWith2WhereItIsCalledWrongly(String line) {
		try (StubServer server = new StubServer((_) -> OK)) {
			exitsWith2(bench(server.url(), line));
			assertThat(server.requests()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ftp://localhost", "localhost:8080", "http://", "https://", "http://user@host",
			"http://host?model=x", "http://host#x", "file:/etc/hosts", "" })
	void refusesAnAddressThatIsNoServer(String url) {
		exitsWith2(CommandRun.of("bench", "--url", url));
	}

	@ParameterizedTest
	@ValueSource(strings = { "--connections 1", "--rate 1", "--in-flight 1", "--seed 1", "--images x", "--warm-up 1",
			"--timeout 1s", "--top 1", "--html x.html", "--cacert x", "--api-key x" })
	void needsAServerForLoad(String line) {
		CommandRun run = CommandRun.of((Object[]) ("bench " + line).split(" "));

		exitsWith2(run);
		assertThat(run.err()).contains(line.substring(0, line.indexOf(' ')) + " is for --url only");
	}

	private static CommandRun bench(URI url, String line) {
		return CommandRun.of((Object[]) ("bench --url " + url + " " + line).strip().split(" "));
	}

	private static void exitsWith2(CommandRun run) {
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.out()).isEmpty();
		assertThat(run.err()).contains("Usage: classifier bench").doesNotContain("\tat ");
	}

	private static void fails(CommandRun run, String line) {
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.out()).isEmpty();
		assertThat(run.err()).isEqualTo("classifier: " + line + System.lineSeparator());
	}

}
