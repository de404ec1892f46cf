package io.efficientnet.classifier.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.model.ModelId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

@Timeout(60)
class ModelsEndpointTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	@TempDir
	private Path directory;

	private final InferenceMetrics metrics = new InferenceMetrics(new SimpleMeterRegistry());

	private final FakeModels models = new FakeModels(this.metrics);

	private final InferenceService inference = mock();

	private ModelFolders folders;

	private ModelShelf shelf;

	private ModelWatch watch;

	@BeforeEach
	void fill() throws IOException {
		this.folders = new ModelFolders(Files.createDirectory(this.directory.resolve("models")));
		this.folders.write("main", "main-1");
		this.shelf = new ModelShelf(this.folders.catalog().entries(), new ModelId("main"), this.models::open,
				new ModelMemory(Long.MAX_VALUE), Duration.ZERO, this.metrics);
		this.watch = new ModelWatch(this.shelf, this.folders.catalog(), Duration.ZERO, Duration.ZERO);
		given(this.inference.reports()).willAnswer((_) -> this.shelf.reports());
		willAnswer((call) -> this.shelf.report(call.getArgument(0))).given(this.inference).report("main");
		this.shelf.pin(new ModelId("main"));
	}

	@AfterEach
	void close() {
		this.models.letGo();
		this.watch.close();
		this.shelf.close();
	}

	@Test
	void answersOnceAllChangesAreTakenIn() throws Exception {
		ModelsEndpoint endpoint = endpoint(LONG);
		this.folders.write("main", "main-2");

		WebEndpointResponse<?> answer = endpoint.refresh();

		assertThat(answer.getStatus()).isEqualTo(200);
		assertThat(answer.getBody()).isEqualTo(new ModelsEndpoint.Models(this.shelf.reports()));
		assertThat(version()).isEqualTo("main-2");
		assertThat(endpoint.refresh("main").getBody()).isEqualTo(this.shelf.report("main"));
	}

	@Test
	void tellsWhatIsOutstandingWhereALoadTakesLong() throws Exception {
		this.models.hold();
		this.folders.write("main", "main-2");

		ModelsEndpoint.Unfinished answer = unfinished(endpoint(Duration.ofMillis(1)).refresh(), 202);
		this.models.awaitLoad();

		assertThat(answer.detail()).startsWith("Not all changes are taken in yet");
		assertThat(unfinished(endpoint(Duration.ofMillis(1)).refresh("main"), 202).outstanding())
			.containsExactly("main");
		this.models.letGo();
		assertThat(endpoint(LONG).refresh().getStatus()).isEqualTo(200);
		assertThat(version()).isEqualTo("main-2");
	}

	@Test
	void onlyOneCallerWaits() throws Exception {
		ModelsEndpoint endpoint = endpoint(LONG);
		this.models.hold();
		this.folders.write("main", "main-2");
		CompletableFuture<WebEndpointResponse<?>> first = CompletableFuture.supplyAsync(endpoint::refresh);
		this.models.awaitLoad();

		for (int i = 0; i < 10; i++) {
			assertThat(unfinished(endpoint.refresh(), 202).outstanding()).containsExactly("main");
		}

		assertThat(first).isNotDone();
		this.models.letGo();
		assertThat(first.join().getStatus()).isEqualTo(200);
		assertThat(endpoint.refresh().getStatus()).isEqualTo(200);
	}

	@Test
	void doesNotCallADirectoryDoneThatCannotBeRead() throws Exception {
		Files.move(this.directory.resolve("models"), this.directory.resolve("unmounted"));

		ModelsEndpoint.Unfinished answer = unfinished(endpoint(LONG).refresh(), 503);

		assertThat(answer.detail()).startsWith("The models directory cannot be read");
		assertThat(answer.models()).isEqualTo(this.shelf.reports());
	}

	@Test
	void refusesWhileTheServerStops() {
		this.watch.close();

		assertThat(unfinished(endpoint(LONG).refresh("main"), 503).detail()).contains("stopping");
	}

	private ModelsEndpoint endpoint(Duration patience) {
		return new ModelsEndpoint(this.inference, this.watch, patience);
	}

	private String version() {
		try (ModelLease lease = this.shelf.lease("main", Deadline.after(LONG))) {
			return lease.model().descriptor().weights().sha256();
		}
	}

	private static ModelsEndpoint.Unfinished unfinished(WebEndpointResponse<?> answer, int status) {
		assertThat(answer.getStatus()).isEqualTo(status);
		assertThat(answer.getBody()).isInstanceOf(ModelsEndpoint.Unfinished.class);
		return (ModelsEndpoint.Unfinished) answer.getBody();
	}

}
