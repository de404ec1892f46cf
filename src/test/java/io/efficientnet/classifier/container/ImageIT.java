package io.efficientnet.classifier.container;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import io.efficientnet.classifier.api.PemFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The container image, built from the jar of this build and held as the chart holds it.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ImageIT {

	private static final Path PHOTO = Path.of("src/test/resources/samples/chelsea.jpg");

	private static final Duration SETTLE = Duration.ofSeconds(1);

	private static final int TERMINATED = 143;

	private static final int BOMBS = 16;

	// Both are within classifier.limits.pixels, but the larger one takes more than the
	// heap lets one image
	private static final int[] BOMB_SIDES = { 3500, 7000 };

	private static String image;

	private final HttpClient client = HttpClient.newHttpClient();

	@BeforeAll
	static void build() throws Exception {
		image = TestImage.id();
	}

	@Test
	void classifiesWithoutAnyRight() throws Exception {
		try (ServerContainer server = ServerContainer.start(image)) {
			HttpResponse<String> answer = server.classify(this.client, Files.readAllBytes(PHOTO));

			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
			assertThat(JsonMapper.shared().readTree(answer.body()).at("/predictions/0/label").asString())
				.isEqualTo("tiger cat");
			assertThat(server.lines()).anyMatch((line) -> line.contains("JPEG is decoded by libjpeg-turbo"))
				.noneMatch((line) -> line.matches(".*(\\[(error|warning) *\\]\\[|ERROR| WARN ).*"));
			assertThat(Podman.run("exec", server.name(), "cat", "/proc/1/status")).containsPattern("Name:\\s+java\n")
				.containsPattern("Uid:\\s+10001\\s+10001\\s+10001\\s+10001\n")
				.containsPattern("CapBnd:\\s+0+\n")
				.containsPattern("NoNewPrivs:\\s+1\n")
				.containsPattern("Seccomp:\\s+2\n");
			Podman.run("healthcheck", "run", server.name());
		}
	}

	@Test
	void checksItsHealthOverTlsWhereItIsTold(@TempDir Path folder) throws Exception {
		PemFiles.in(folder).renew();
		Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
		String bundle = "SPRING_SSL_BUNDLE_PEM_SERVER_KEYSTORE_";
		try (ServerContainer server = ServerContainer.startWith(image, folder, "SERVER_SSL_BUNDLE=server",
				bundle + "CERTIFICATE=/mounted/tls.crt", bundle + "PRIVATEKEY=/mounted/tls.key",
				"CLASSIFIER_CHECK_URL=https://localhost:8080", "CLASSIFIER_CACERT=/mounted/tls.crt")) {
			Podman.run("healthcheck", "run", server.name());

			assertThat(Podman
				.start("exec", "--env", "CLASSIFIER_CHECK_URL=http://localhost:8080", server.name(),
						"/app/bin/classifier", "check", "--ready")
				.waitFor()).isEqualTo(1);
		}
	}

	@Test
	void saysHowItIsToBeRun() throws Exception {
		JsonNode description = Podman.inspect(image);
		JsonNode configuration = description.at("/Config");

		assertThat(configuration.at("/User").asString()).matches("[1-9]\\d*:[1-9]\\d*");
		assertThat(configuration.at("/StopSignal").asString()).isEqualTo("SIGTERM");
		assertThat(configuration.at("/Entrypoint")).extracting(JsonNode::asString)
			.containsExactly("/app/bin/classifier");
		assertThat(description.at("/Healthcheck/Test")).extracting(JsonNode::asString)
			.containsExactly("CMD", "/app/bin/classifier", "check", "--ready");
		assertThat(configuration.at("/ExposedPorts").propertyNames()).containsExactlyInAnyOrder("8080/tcp", "8081/tcp");
		assertThat(Stream.of("title", "description", "licenses", "source", "version", "revision")
			.map((label) -> configuration.at("/Labels/org.opencontainers.image." + label).asString("")))
			.doesNotContain("");
	}

	@Test
	void holdsNothingThatItsUserMayChange() throws Exception {
		assertThat(Podman.run("run", "--rm", "--entrypoint", "find", image, "/app", "/opt", "/usr", "/etc", "-not",
				"-type", "l", "-writable"))
			.isEmpty();
	}

	@Test
	void usesTheCacheOfClassesUnderEveryCollectorThatTheJvmPicks() throws Exception {
		for (String memory : List.of("1g", "2g")) {
			assertThat(Podman.run("run", "--rm", "--memory", memory, "--cpus", "2", "--env",
					"JAVA_TOOL_OPTIONS=-XX:AOTMode=on", image, "--version"))
				.contains("classifier ")
				.doesNotContain("][aot]");
		}
	}

	@Test
	void losesNoRequestWhenItIsStopped() throws Exception {
		byte[] photo = Files.readAllBytes(PHOTO);
		try (ServerContainer server = ServerContainer.start(image,
				"CLASSIFIER_SHUTDOWN_SETTLE=" + SETTLE.toMillis() + "ms");
				Callers callers = Callers.start(server.address(), photo)) {
			long settled = System.nanoTime() + SETTLE.toNanos();
			Podman.run("stop", "--time", "30", server.name());

			assertThat(server.exitCode()).isEqualTo(TERMINATED);
			callers.assertNothingLostBefore(settled);
		}
	}

	@Test
	void outlivesAStormOfBombsInItsMemory() throws Exception {
		List<byte[]> bombs = List.of(bomb(BOMB_SIDES[0]), bomb(BOMB_SIDES[1]));
		try (ServerContainer server = ServerContainer.start(image);
				ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<HttpResponse<String>>> answers = new ArrayList<>();
			for (int i = 0; i < BOMBS; i++) {
				byte[] bomb = bombs.get(i % bombs.size());
				answers.add(threads.submit(() -> server.classify(this.client, bomb)));
			}

			for (Future<HttpResponse<String>> answer : answers) {
				assertThat(answer.get().statusCode()).isIn(200, 413, 429, 503, 504);
			}
			assertThat(server.classify(this.client, Files.readAllBytes(PHOTO)).statusCode()).isEqualTo(200);
			assertThat(Podman.inspect(server.name()).at("/State/OOMKilled").asBoolean()).isFalse();
		}
	}

	private static byte[] bomb(int side) throws IOException {
		ByteArrayOutputStream png = new ByteArrayOutputStream();
		ImageIO.write(new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY), "png", png);
		return png.toByteArray();
	}

}
