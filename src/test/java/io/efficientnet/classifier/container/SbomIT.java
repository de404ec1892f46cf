package io.efficientnet.classifier.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** The bill of materials, against the libraries that jar and image have. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SbomIT {

	private static final Path JAR = Path.of("target/efficientnet-classifier.jar");

	private static final String BILL = "META-INF/sbom/application.cdx.json";

	private static final String LIBRARIES = "BOOT-INF/lib/";

	@Test
	void namesWhatTheJarHoldsAndNothingElse() throws Exception {
		try (ZipFile jar = new ZipFile(JAR.toFile())) {
			Map<String, String> libraries = new TreeMap<>();
			for (ZipEntry entry : jar.stream().filter((each) -> each.getName().endsWith(".jar")).toList()) {
				libraries.put(entry.getName().substring(LIBRARIES.length()), sha256(jar.getInputStream(entry)));
			}
			Map<String, String> named = named(bill(jar));

			assertThat(jar.getEntry("org/springframework/boot/loader/launch/JarLauncher.class")).isNotNull();
			assertThat(named.keySet().stream().filter(SbomIT::isNoLibrary)).hasSizeGreaterThan(1);
			named.keySet().removeIf(SbomIT::isNoLibrary);
			assertThat(named).hasSizeGreaterThan(1).isEqualTo(libraries);
		}
	}

	@Test
	void isServedByTheImageAndNamesWhatThatHolds() throws Exception {
		byte[] bill;
		try (ZipFile jar = new ZipFile(JAR.toFile())) {
			bill = bill(jar);
		}
		try (ServerContainer server = ServerContainer.start(TestImage.id());
				HttpClient client = HttpClient.newHttpClient()) {
			HttpResponse<byte[]> answer = client.send(
					HttpRequest.newBuilder(server.management().resolve("/actuator/sbom/application")).build(),
					HttpResponse.BodyHandlers.ofByteArray());
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.headers().firstValue("Content-Type")).contains("application/vnd.cyclonedx+json");
			assertThat(answer.body()).isEqualTo(bill);

			Map<String, String> libraries = Podman.run("exec", server.name(), "sh", "-c", "cd /app/lib && sha256sum *")
				.lines()
				.map((line) -> line.split("\\s+"))
				.collect(Collectors.toMap((words) -> words[1], (words) -> words[0]));
			Map<String, String> named = named(bill);
			named.keySet().removeIf(SbomIT::isNoLibrary);
			assertThat(libraries).containsOnlyKeys(named.keySet());
			// The image's build takes the natives out of this one
			named.keySet().removeIf((name) -> name.startsWith("onnxruntime-"));
			assertThat(libraries).containsAllEntriesOf(named);
		}
	}

	/** Reads it from the jar. Skips the test where Maven made none. */
	private static byte[] bill(ZipFile jar) throws IOException {
		ZipEntry entry = jar.getEntry(BILL);
		if (!"true".equals(System.getenv("CI"))) {
			assumeThat(entry).as("the bill of materials, which mvn --offline does not make").isNotNull();
		}
		assertThat(entry).isNotNull();
		try (InputStream content = jar.getInputStream(entry)) {
			return content.readAllBytes();
		}
	}

	/**
	 * Starters hold nothing but dependencies; the loader's classes lie in the jar itself.
	 */
	private static boolean isNoLibrary(String name) {
		return name.startsWith("spring-boot-starter") || name.startsWith("spring-boot-loader-");
	}

	/** SHA-256 by file name. */
	private static Map<String, String> named(byte[] bill) {
		Collection<JsonNode> components = JsonMapper.shared().readTree(bill).at("/components").values();
		return components.stream()
			.collect(Collectors.toMap(
					(component) -> component.at("/name").asString() + "-" + component.at("/version").asString()
							+ ".jar",
					(component) -> component.at("/hashes")
						.valueStream()
						.filter((hash) -> hash.at("/alg").asString().equals("SHA-256"))
						.findFirst()
						.orElseThrow()
						.at("/content")
						.asString(),
					(first, second) -> {
						throw new AssertionError("Two components of one name: " + first + " and " + second);
					}, TreeMap::new));
	}

	private static String sha256(InputStream content) throws IOException, GeneralSecurityException {
		MessageDigest digest = MessageDigest.getInstance("SHA-256");
		try (InputStream input = new DigestInputStream(content, digest)) {
			input.transferTo(OutputStream.nullOutputStream());
		}
		return HexFormat.of().formatHex(digest.digest());
	}

}
