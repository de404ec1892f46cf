package io.efficientnet.classifier.api;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import io.efficientnet.classifier.cli.ClassifierCommandLine;
import io.efficientnet.classifier.security.ApiKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The service behind TLS, by the options that the README names. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TlsIT {

	private static final ApiKey KEY = ApiKey.create();

	/** Of this machine, but not in its certificate. */
	private static final String OTHER_NAME = "127.0.0.2";

	@TempDir
	private static Path folder;

	private static ServerProcess server;

	private static X509Certificate certificate;

	@BeforeAll
	static void start() throws Exception {
		PemFiles pem = PemFiles.in(folder);
		certificate = pem.renew();
		server = ServerProcess.start("--server.ssl.bundle=server", "--management.server.ssl.bundle=server",
				"--spring.ssl.bundle.pem.server.keystore.certificate=" + pem.certificate(),
				"--spring.ssl.bundle.pem.server.keystore.private-key=" + pem.key(),
				"--spring.ssl.bundle.pem.server.reload-on-update=true",
				"--spring.ssl.bundle.watch.file.quiet-period=100ms", "--classifier.security.api-keys=" + KEY.hash(),
				"--classifier.security.open-metrics=true");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	@Order(1)
	void classifiesOverHttps() throws Exception {
		HttpResponse<String> response = send(HttpRequest.newBuilder(uri(server.port(), "/v1/classify"))
			.header("X-API-Key", KEY.value())
			.POST(HttpRequest.BodyPublishers.ofByteArray(HttpFixtures.sample("chelsea.jpg"))));

		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(HttpFixtures.json(response).at("/predictions/0/index").asInt()).isBetween(281, 285);
		assertThat(response.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
	}

	@Test
	@Order(2)
	void servesItsManagementPortOverHttpsWithOpenMetrics() throws Exception {
		assertThat(statusOfManagement("/actuator/prometheus")).isEqualTo(200);
		assertThat(statusOfManagement("/actuator/models")).isEqualTo(401);
	}

	@Test
	@Order(3)
	void servesNothingOverPlainHttp() throws Exception {
		for (int port : new int[] { server.port(), server.managementPort() }) {
			try (RawConnection connection = new RawConnection(port)) {
				String answer = connection.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n").rest();

				assertThat(answer).doesNotContain("HTTP/1.1 200", "UP");
			}
		}
	}

	@Test
	@Order(4)
	void isCheckedByTheCommandLine() throws Exception {
		String url = "https://localhost:" + server.port();
		String authorities = PemFiles.in(folder).certificate().toString();

		assertThat(check("--url", url, "--cacert", authorities, "--api-key", KEY.value())).hasLineCount(3)
			.startsWith("It is ready");
		assertThat(check("--url", url, "--cacert", authorities)).contains(url + " asks for a key");
		assertThat(check("--url", url)).startsWith("classifier: No answer from " + url + " that can be trusted")
			.contains("--cacert");
	}

	@Test
	@Order(5)
	void isCheckedByTheHealthCheckOfTheImage() throws Exception {
		Process check = ServerProcess.command(List.of("check", "--ready"),
				Map.of("CLASSIFIER_CHECK_URL", "https://" + OTHER_NAME + ":" + server.port(), "CLASSIFIER_CACERT",
						PemFiles.in(folder).certificate().toString()));

		assertThat(check.inputReader().readAllAsString()).endsWith("It is ready\n");
		assertThat(check.waitFor()).isZero();
	}

	@Test
	@Order(6)
	void isTakenUnderAnotherNameOnlyIfItsOwnCertificateIsTrusted() throws Exception {
		String url = "https://" + OTHER_NAME + ":" + server.port();
		Path other = Files.createDirectory(folder.resolve("other"));
		PemFiles.in(other).renew();

		assertThat(check("--ready", "--url", url, "--cacert", PemFiles.in(folder).certificate().toString()))
			.startsWith("It is ready");
		assertThat(check("--ready", "--url", url, "--cacert", PemFiles.in(other).certificate().toString()))
			.startsWith("classifier: No answer from " + url + " that can be trusted");
		assertThatExceptionOfType(SSLHandshakeException.class)
			.isThrownBy(() -> send(HttpRequest.newBuilder(URI.create(url + "/livez"))));
	}

	@Test
	@Order(7)
	void isMeasuredByTheCommandLine() {
		String url = "https://localhost:" + server.port();
		String authorities = PemFiles.in(folder).certificate().toString();
		String[] load = { "--connections", "2", "--seconds", "0.5", "--warm-up", "0", "--format", "json", "--api-key",
				KEY.value(), "--url", url };

		String[] trusting = Arrays.copyOf(load, load.length + 2);
		trusting[load.length] = "--cacert";
		trusting[load.length + 1] = authorities;
		JsonNode row = HttpFixtures.JSON.readTree(run("bench", trusting)).get(0);
		assertThat(row.at("/ok").asLong()).isPositive();
		assertThat(row.at("/errors").asLong()).isZero();
		assertThat(run("bench", load)).startsWith("classifier: No answer from " + url + " that can be trusted");
	}

	@Test
	@Order(8)
	void showsItsRefusalToACallerWhoSendsFirst() throws Exception {
		for (int port : new int[] { server.port(), server.managementPort() }) {
			try (RawConnection connection = connection(port)) {
				assertThat(connection.sendBodyOf("POST /v1/classify", "X-API-Key: wrong").rest())
					.startsWith("HTTP/1.1 401")
					.contains("\"kind\":\"unauthorized\"");
			}
		}
		try (RawConnection connection = connection(server.port())) {
			assertThat(connection.sendBodyOf("POST /v1/classify", "X-API-Key: " + KEY.value()).rest())
				.startsWith("HTTP/1.1 413")
				.contains("\"kind\":\"image-too-large\"");
		}
	}

	@Test
	@Order(9)
	void takesARenewedCertificateWithoutARestart() throws Exception {
		X509Certificate renewed = PemFiles.in(folder).renew();

		for (int port : new int[] { server.port(), server.managementPort() }) {
			while (!isShown(renewed, port)) {
				Thread.onSpinWait();
			}
		}

		assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(this::classifiesOverHttps);
		certificate = renewed;
		classifiesOverHttps();
	}

	private static int statusOfManagement(String path) throws Exception {
		return send(HttpRequest.newBuilder(uri(server.managementPort(), path))).statusCode();
	}

	private static boolean isShown(X509Certificate expected, int port) throws Exception {
		SSLContext either = trusting(certificate, expected);
		try (SSLSocket socket = (SSLSocket) either.getSocketFactory()
			.createSocket(InetAddress.getLoopbackAddress(), port)) {
			socket.startHandshake();
			return socket.getSession().getPeerCertificates()[0].equals(expected);
		}
	}

	private static RawConnection connection(int port) throws Exception {
		return new RawConnection(
				trusting(certificate).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port));
	}

	private static String check(String... options) {
		return run("check", options);
	}

	private static String run(String command, String... options) {
		StringWriter said = new StringWriter();
		String[] args = new String[options.length + 1];
		args[0] = command;
		System.arraycopy(options, 0, args, 1, options.length);
		PrintWriter writer = new PrintWriter(said, true);
		ClassifierCommandLine.run(args, writer, writer);
		return said.toString();
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(certificate)).build()) {
			return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
	}

	private static URI uri(int port, String path) {
		return URI.create("https://localhost:" + port + path);
	}

	private static SSLContext trusting(X509Certificate... certificates) throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		for (X509Certificate one : certificates) {
			store.setCertificateEntry(one.getSerialNumber().toString(), one);
		}
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(store);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

}
