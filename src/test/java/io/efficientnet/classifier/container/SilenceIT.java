package io.efficientnet.classifier.container;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The service sends nothing anywhere by itself. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SilenceIT {

	private static final Path PHOTO = Path.of("src/test/resources/samples/chelsea.jpg");

	private static final String CLASSIFIER = "/app/bin/classifier";

	// Of a block that is for documentation
	private static final String NOWHERE = "192.0.2.1";

	/**
	 * The kernel counts every attempt, that of native code too, and so it does name
	 * lookups, since the name server is not on this machine.
	 */
	@Test
	void servesWithoutNetworkAndAsksForNone(@TempDir Path folder) throws Exception {
		String image = TestImage.id();
		Path nameServer = Files.writeString(folder.resolve("resolv.conf"), "nameserver " + NOWHERE + "\n");
		String name = "classifier-" + UUID.randomUUID();
		try {
			Podman.run("run", "--detach", "--name", name, "--network", "none", "--tmpfs", "/tmp:rw,size=256m",
					"--volume", nameServer + ":/etc/resolv.conf:ro", image);
			awaitReady(name);

			assertThat(Podman.run("exec", name, CLASSIFIER, "check")).contains("It says 'tiger cat'");
			assertThat(attempts(name)).isZero();

			ask(name, NOWHERE);
			long afterAddress = attempts(name);
			assertThat(afterAddress).isPositive();
			ask(name, "example.com");
			assertThat(attempts(name)).isGreaterThan(afterAddress);
		}
		finally {
			Podman.start("rm", "--force", "--time", "0", name).onExit().join();
		}
	}

	@Test
	void asksNoProxy() throws Exception {
		String image = TestImage.id();
		try (RecordingProxy proxy = RecordingProxy.start();
				ServerContainer server = ServerContainer.start(image, proxy.environment());
				HttpClient client = HttpClient.newHttpClient()) {
			assertThat(server.classify(client, Files.readAllBytes(PHOTO)).statusCode()).isEqualTo(200);
			assertThat(proxy.requests()).isEmpty();

			ask(server.name(), NOWHERE);
			assertThat(proxy.requests()).isNotEmpty().allSatisfy((request) -> assertThat(request).contains(NOWHERE));
		}
	}

	/** Has a JVM of the container ask someone else; nobody answers. */
	private static void ask(String name, String host) throws Exception {
		Process check = Podman.start("exec", name, CLASSIFIER, "check", "--url", "http://" + host);
		check.getInputStream().readAllBytes();
		assertThat(check.waitFor()).isOne();
	}

	private static void awaitReady(String name) throws Exception {
		while (Podman.start("exec", name, CLASSIFIER, "check", "--ready").waitFor() != 0) {
			assertThat(Podman.inspect(name).at("/State/Running").asBoolean()).as("it runs").isTrue();
		}
	}

	/** Packets that had nowhere to go, IPv4 and IPv6. */
	private static long attempts(String name) throws Exception {
		List<String[]> rows = Podman.run("exec", name, "cat", "/proc/net/snmp", "/proc/net/snmp6")
			.lines()
			.map((line) -> line.split("\\s+"))
			.toList();
		List<String[]> ip = rows.stream().filter((row) -> row[0].equals("Ip:")).toList();
		long newer = rows.stream()
			.filter((row) -> row[0].equals("Ip6OutNoRoutes"))
			.mapToLong((row) -> Long.parseLong(row[1]))
			.sum();
		return newer + Long.parseLong(ip.getLast()[Arrays.asList(ip.getFirst()).indexOf("OutNoRoutes")]);
	}

}
