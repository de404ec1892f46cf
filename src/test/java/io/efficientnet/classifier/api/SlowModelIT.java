package io.efficientnet.classifier.api;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.inference.InferenceService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/** The management port while a model takes long to be taken in. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "classifier.inference.executor=cpu", "classifier.models.poll=0" })
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SlowModelIT {

	private static final int CALLERS = 10;

	private static final byte[] NOTHING = {};

	@TempDir
	static Path directory;

	@Autowired
	private InferenceService inference;

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@DynamicPropertySource
	static void serveTheDirectory(DynamicPropertyRegistry properties) throws IOException {
		FileSystemUtils.copyRecursively(Path.of("models"), directory);
		properties.add("classifier.models.directory", directory::toString);
	}

	@Test
	void tellsOfItsHealthWhileTenCallersHaveTheDirectoryLookedAt() throws Exception {
		CountDownLatch appeared = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		this.inference.forEachModel((id) -> {
			if (id.value().equals("slow")) {
				appeared.countDown();
				await(release);
			}
		});
		Files.writeString(Files.createDirectory(directory.resolve("slow")).resolve("model.json"), "{");
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			ExecutorCompletionService<HttpResponse<String>> posts = new ExecutorCompletionService<>(threads);
			for (int i = 0; i < CALLERS; i++) {
				Future<?> _ = posts.submit(() -> HttpFixtures.post(this.managementPort, "/actuator/models", NOTHING));
			}
			appeared.await();

			assertThat(HttpFixtures.get(this.managementPort, "/actuator/health/liveness").statusCode()).isEqualTo(200);
			assertThat(HttpFixtures.get(this.managementPort, "/actuator/health/readiness").statusCode()).isEqualTo(200);
			assertThat(HttpFixtures.get(this.port, "/readyz").statusCode()).isEqualTo(200);
			List<HttpResponse<String>> answers = new ArrayList<>();
			for (int i = 1; i < CALLERS; i++) {
				answers.add(posts.take().get());
			}
			assertThat(answers).allSatisfy((answer) -> {
				assertThat(answer.statusCode()).isEqualTo(202);
				assertThat(HttpFixtures.json(answer).at("/detail").asString()).startsWith("Not all changes");
			});
			release.countDown();
			assertThat(posts.take().get().statusCode()).isEqualTo(200);
		}
		assertThat(HttpFixtures.get(this.managementPort, "/actuator/models/slow").body()).contains("failed");
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}
