package io.efficientnet.classifier.container;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The pod that the chart renders, with the image of this build. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PodIT {

	private static final Path PHOTO = Path.of("src/test/resources/samples/chelsea.jpg");

	// config.shutdown.settle
	private static final Duration SETTLE = Duration.ofSeconds(5);

	private static final int TERMINATED = 143;

	@Test
	void servesWithDefaultValuesAndLosesNoRequestWhenItIsStopped() throws Exception {
		try (ServerPod pod = ServerPod.play(TestImage.id())) {
			assertThat(pod.probes()).hasSize(3).allSatisfy((probe) -> assertThat(status(probe)).isEqualTo(200));
			assertThat(Podman.run("exec", pod.containerName(), "/app/bin/classifier", "check"))
				.contains("It says 'tiger cat'");
			assertThat(Podman.run("exec", pod.containerName(), "cat", "/proc/1/status"))
				.containsPattern("Uid:\\s+10001\\s+10001\\s+10001\\s+10001\n")
				.containsPattern("CapBnd:\\s+0+\n")
				.containsPattern("NoNewPrivs:\\s+1\n")
				.containsPattern("Seccomp:\\s+2\n");
			assertThat(Podman.inspect(pod.containerName()).at("/HostConfig/ReadonlyRootfs").asBoolean()).isTrue();

			try (Callers callers = Callers.start(pod.address(), Files.readAllBytes(PHOTO))) {
				long settled = System.nanoTime() + SETTLE.toNanos();

				assertThat(pod.stop()).isEqualTo(TERMINATED);

				callers.assertNothingLostBefore(settled);
			}
		}
	}

	private static int status(URI address) throws Exception {
		try (HttpClient client = HttpClient.newHttpClient()) {
			return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
				.statusCode();
		}
	}

}
