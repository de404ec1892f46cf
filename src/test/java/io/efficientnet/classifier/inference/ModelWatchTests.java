package io.efficientnet.classifier.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Future;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class ModelWatchTests {

	private static final Deadline LATER = Deadline.after(Duration.ofMinutes(1));

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	private final InferenceMetrics metrics = new InferenceMetrics(new SimpleMeterRegistry());

	private final FakeModels models = new FakeModels(this.metrics);

	private ModelFolders folders;

	private ModelShelf shelf;

	private ModelWatch watch;

	@BeforeEach
	void fill() throws IOException {
		this.folders = new ModelFolders(this.directory.resolve("models"));
		Files.createDirectory(this.directory.resolve("models"));
		this.folders.write("main", "main-1");
		this.folders.write("other", "other-1");
		this.shelf = new ModelShelf(this.folders.catalog().entries(), new ModelId("main"), this.models::open,
				new ModelMemory(Long.MAX_VALUE), Duration.ofSeconds(10), this.metrics);
		this.watch = watch(Duration.ZERO);
		version("main");
	}

	@AfterEach
	void close() {
		this.models.letGo();
		this.watch.close();
		this.shelf.close();
	}

	@Test
	void aRefreshReportsATornVersionAtOnce() throws Exception {
		this.folders.write("main", "main-2");
		Files.writeString(this.folders.folder("main").resolve("model.onnx"), "main");

		assertThat(this.watch.refresh(null).get()).isTrue();

		assertThat(this.shelf.report("main").refusedVersion()).contains("model.onnx has the checksum");
	}

	@Test
	void aRefreshOfOneModelTriesAgainWhatFailed() throws Exception {
		this.models.breakDown();
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.shelf.lease("other", LATER));
		this.models.recover();

		this.watch.refresh("other").get();

		assertThat(version("other")).isEqualTo("other-1");
	}

	@Test
	void aRefreshThatHasBegunIsNotJoinedSinceItMayHaveLookedAlready() throws Exception {
		this.folders.write("main", "main-2");
		this.models.hold();
		Future<Boolean> first = this.watch.refresh(null);
		this.models.awaitLoad();
		this.folders.write("other", "other-2");

		Future<Boolean> second = this.watch.refresh(null);
		Future<Boolean> third = this.watch.refresh("other");

		assertThat(second).isNotSameAs(first).isSameAs(third).isNotDone();
		assertThat(this.watch.outstanding()).containsExactly("main");
		this.models.letGo();
		assertThat(second.get()).isTrue();
		assertThat(this.watch.outstanding()).isEmpty();
		assertThat(version("other")).isEqualTo("other-2");
	}

	@Test
	void aRefreshOfADirectoryThatCannotBeReadFails(CapturedOutput output) throws Exception {
		Files.move(this.directory.resolve("models"), this.directory.resolve("unmounted"));

		assertThat(this.watch.refresh(null)).failsWithin(PATIENCE)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ServiceException.class,
					(ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE))
			.withMessageNotContaining(this.directory.toString());

		assertThat(output).contains("The models directory cannot be read");
		assertThat(version("main")).isEqualTo("main-1");
	}

	@Test
	void looksOnceInAWhile() throws Exception {
		poll();
		this.folders.write("main", "main-2");

		Awaitility.await().until(() -> version("main").equals("main-2"));
	}

	@Test
	void goesOnAfterADirectoryThatCouldNotBeRead(CapturedOutput output) throws Exception {
		poll();
		Files.move(this.directory.resolve("models"), this.directory.resolve("unmounted"));
		Awaitility.await().until(() -> output.getAll().contains("The models directory cannot be read"));

		Files.move(this.directory.resolve("unmounted"), this.directory.resolve("models"));
		this.folders.write("main", "main-2");

		Awaitility.await().until(() -> version("main").equals("main-2"));
	}

	@Test
	void endsQuietlyWhenItIsClosedDuringAPoll(CapturedOutput output) throws Exception {
		this.folders.write("main", "main-2");
		this.models.hold();
		poll();
		Thread thread = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((other) -> other.getName().equals("model-watch"))
			.max(Comparator.comparingLong(Thread::threadId))
			.orElseThrow();
		this.models.awaitLoad();

		this.watch.close();
		thread.join();

		assertThat(output).doesNotContain("ERROR", "WARN");
	}

	@Test
	void refusesThoseWhoAskOnceItIsClosed() throws Exception {
		this.folders.write("main", "main-2");
		this.models.hold();
		Future<Boolean> begun = this.watch.refresh(null);
		this.models.awaitLoad();
		Future<Boolean> waiting = this.watch.refresh(null);

		this.watch.close();

		refused(begun);
		refused(waiting);
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.watch.refresh(null))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
	}

	private void poll() throws IOException {
		this.watch.close();
		this.watch = watch(Duration.ofMillis(1));
	}

	private ModelWatch watch(Duration interval) throws IOException {
		return new ModelWatch(this.shelf, this.folders.catalog(), interval, Duration.ZERO);
	}

	private String version(String id) {
		try (ModelLease lease = this.shelf.lease(id, LATER)) {
			return lease.model().descriptor().weights().sha256();
		}
	}

	private static void refused(Future<Boolean> refresh) {
		assertThat(refresh).failsWithin(PATIENCE)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ServiceException.class,
					(ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
	}

}
