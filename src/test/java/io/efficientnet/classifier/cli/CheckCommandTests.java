package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CheckCommandTests {

	private static final String CAT = """
			{"model": "lite0", "predictions": [{"index": 281, "id": "n02123045", "label": "tabby", "probability": 0.631}],
			 "receipt": {"executor": "cpu"}}""";

	@TempDir
	private Path folder;

	private HttpServer server;

	private int readiness = 200;

	private int classification = 200;

	private String answer = CAT;

	private int refusal = 415;

	private @Nullable String keyShown;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/readyz", (exchange) -> answer(exchange, this.readiness, ""));
		this.server.createContext("/v1/classify", (exchange) -> {
			this.keyShown = exchange.getRequestHeaders().getFirst("X-API-Key");
			if (exchange.getRequestBody().readAllBytes().length > 100) {
				answer(exchange, this.classification, this.answer);
			}
			else {
				answer(exchange, this.refusal, "{\"kind\": \"unsupported-format\"}");
			}
		});
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	@Test
	void tellsWhatItFinds() {
		CommandRun run = check("--expect", "n02123159,n02123045");

		assertThat(run.err()).isEmpty();
		assertThat(run.out()).isEqualToNormalizingNewlines("""
				It is ready
				It says 'tabby' with probability 0.63, by lite0 on cpu
				It refuses what is no picture: unsupported-format
				""");
		assertThat(run.exitCode()).isZero();
	}

	@Test
	void asksOnlyWhetherItIsReady() {
		this.classification = 500;

		assertThat(check("--ready").exitCode()).isZero();
		this.readiness = 503;
		failsWith("is not ready (status 503)", "--ready");
	}

	@Test
	void failsIfItDoesNotClassify() {
		this.classification = 503;

		failsWith("does not classify (status 503)");
	}

	@Test
	void showsItsKey() {
		assertThat(check("--api-key", "secret").exitCode()).isZero();
		assertThat(this.keyShown).isEqualTo("secret");
	}

	@Test
	void showsNoKeyUnlessItHasOne() {
		assertThat(check().exitCode()).isZero();
		assertThat(this.keyShown).isNull();
	}

	@Test
	void saysWhatToDoWhereTheServerAsksForAKey() {
		this.classification = 401;

		failsWith("asks for a key; set CLASSIFIER_API_KEY to a key whose hash the server has");
		failsWith("does not take this key; set CLASSIFIER_API_KEY to a key whose hash the server has", "--api-key",
				"other");
	}

	@ParameterizedTest
	@ValueSource(strings = { "se cret", "secret\r\nHost: x", "s\u00e9cret" })
	void refusesAKeyThatIsNoHeaderWithoutShowingIt(String key) {
		CommandRun run = check("--api-key", key);

		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.err()).contains("must be 1 to 256 visible ASCII characters").doesNotContain(key, "cret");
		assertThat(this.keyShown).isNull();
	}

	@Test
	void refusesCertificatesThatAreNone() throws IOException {
		Path file = Files.writeString(this.folder.resolve("ca.crt"), "none");

		CommandRun run = check("--cacert", file);

		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.err()).startsWith("classifier: ca.crt has no certificate").hasLineCount(1);
	}

	@Test
	void failsIfTheAnswerIsNone() {
		this.answer = "<html>";

		failsWith("does not classify (status 200)");
	}

	@Test
	void failsIfACatIsSomethingElse() {
		failsWith("takes a cat for 'tabby' (status 200)", "--expect", "n02123159");
	}

	@Test
	void failsIfTextCountsAsAPicture() {
		this.refusal = 200;

		failsWith("does not refuse what is no picture (status 200)");
	}

	@Test
	void failsIfNobodyAnswers() {
		this.server.stop(0);

		CommandRun run = check();

		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.err()).startsWith("classifier: No answer from http://127.0.0.1:");
	}

	@Test
	void refusesAnAddressThatIsNone() {
		CommandRun run = CommandRun.of("check", "--url", "localhost:8080");

		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.err()).contains("--url must be http://.. or https://..");
	}

	private void failsWith(String reason, Object... options) {
		CommandRun run = check(options);

		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.err()).startsWith("classifier: http://127.0.0.1:")
			.endsWith(reason + System.lineSeparator())
			.hasLineCount(1);
	}

	private CommandRun check(Object... options) {
		Object[] args = new Object[options.length + 3];
		args[0] = "check";
		args[1] = "--url";
		args[2] = "http://127.0.0.1:" + this.server.getAddress().getPort() + "/";
		System.arraycopy(options, 0, args, 3, options.length);
		return CommandRun.of(args);
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		exchange.getRequestBody().readAllBytes();
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, (bytes.length > 0) ? bytes.length : -1);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

}
