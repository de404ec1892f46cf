package io.efficientnet.classifier.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class ModelChangesTests {

	private static final Deadline LATER = Deadline.after(Duration.ofMinutes(1));

	@TempDir
	private Path directory;

	private final InferenceMetrics metrics = new InferenceMetrics(new SimpleMeterRegistry());

	private final FakeModels models = new FakeModels(this.metrics);

	private ModelFolders folders;

	private ModelShelf shelf;

	private ModelChanges changes;

	@BeforeEach
	void fill() throws IOException {
		this.folders = new ModelFolders(this.directory.resolve("models"));
		Files.createDirectory(this.directory.resolve("models"));
		this.folders.write("main", "main-1");
		this.folders.write("other", "other-1");
		this.shelf = new ModelShelf(this.folders.catalog().entries(), new ModelId("main"), this.models::open,
				new ModelMemory(Long.MAX_VALUE), Duration.ofSeconds(10), this.metrics);
		this.changes = new ModelChanges(this.shelf, this.folders.catalog());
	}

	@AfterEach
	void close() {
		this.shelf.close();
	}

	@Test
	void changesNothingWhereNothingChanged() throws Exception {
		LoadedModel before = model("main");

		assertThat(look()).isTrue();

		assertThat(model("main")).isSameAs(before);
		assertThat(this.models.loaded()).hasSize(1);
	}

	@Test
	void takesAWholeVersionInAtOnce() throws Exception {
		model("main");
		this.folders.write("main", "main-2");

		assertThat(look()).isTrue();

		assertThat(version("main")).isEqualTo("main-2");
	}

	@Test
	void givesATornVersionTimeToBecomeWhole() throws Exception {
		model("main");
		this.folders.write("main", "main-2");
		Files.writeString(this.folders.folder("main").resolve("model.onnx"), "main");

		assertThat(look()).isFalse();
		assertThat(this.shelf.report("main").refusedVersion()).isNull();
		Files.writeString(this.folders.folder("main").resolve("model.onnx"), "main-2");
		assertThat(look()).isTrue();

		assertThat(version("main")).isEqualTo("main-2");
	}

	@Test
	void reportsATornVersionThatStaysAsItIs() throws Exception {
		model("main");
		this.folders.write("main", "main-2");
		Files.writeString(this.folders.folder("main").resolve("model.onnx"), "main");

		look();
		look();

		assertThat(this.shelf.report("main").refusedVersion()).contains("model.onnx has the checksum");
		assertThat(version("main")).isEqualTo("main-1");
	}

	@Test
	void doesNotTryABadVersionAgainUntilItChanges() throws Exception {
		model("main");
		this.folders.write("main", "bad");
		look();

		assertThat(look()).isTrue();

		assertThat(this.shelf.report("main").refusedVersion()).isEqualTo("Model main is bad");
	}

	@Test
	void takesTheOldVersionBackWhereItIsPutBack() throws Exception {
		model("main");
		this.folders.write("main", "bad");
		look();

		this.folders.write("main", "main-1");
		look();

		assertThat(this.shelf.report("main").refusedVersion()).isNull();
		assertThat(version("main")).isEqualTo("main-1");
	}

	@Test
	void findsModelsThatAppear() throws Exception {
		this.folders.write("new", "new-1");

		look();

		assertThat(version("new")).isEqualTo("new-1");
	}

	@Test
	void aFolderBetweenTwoRenamesIsNotRemoved() throws Exception {
		LoadedModel before = model("other");
		Path aside = this.directory.resolve("aside");
		Files.move(this.folders.folder("other"), aside);

		assertThat(look()).isFalse();
		Files.move(aside, this.folders.folder("other"));
		assertThat(look()).isTrue();

		assertThat(model("other")).isSameAs(before);
	}

	@Test
	void aFolderThatStaysAwayIsRemoved() throws Exception {
		model("other");
		this.folders.remove("other");

		look();
		look();

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.shelf.lease("other", LATER));
	}

	@Test
	void theDefaultModelOutlivesItsFolderAndComesBackWithIt() throws Exception {
		model("main");
		this.folders.remove("main");
		look();
		look();
		assertThat(this.shelf.report("main").refusedVersion()).contains("its folder was removed");
		assertThat(look()).isTrue();

		this.folders.write("main", "main-2");
		look();

		assertThat(version("main")).isEqualTo("main-2");
	}

	@Test
	void saysThatTheDirectoryIsGoneAndKeepsAllModels() throws Exception {
		model("other");
		Files.move(this.directory.resolve("models"), this.directory.resolve("unmounted"));

		assertThatIOException().isThrownBy(this::look);
		assertThatIOException().isThrownBy(this::look);

		assertThat(version("other")).isEqualTo("other-1");
	}

	@Test
	void triesAgainWhatFailedWhereThatIsAskedFor() throws Exception {
		this.models.breakDown();
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.shelf.lease("other", LATER));
		this.models.recover();
		look();
		assertThat(this.shelf.report("other").state()).isEqualTo(ModelState.FAILED);

		this.changes.look(Set.of("other", "main"));

		assertThat(this.shelf.report("other").state()).isEqualTo(ModelState.UNLOADED);
		assertThat(version("other")).isEqualTo("other-1");
	}

	@Test
	void namesWhatIsNotTakenInYet() throws Exception {
		assertThat(this.changes.outstanding()).isEmpty();
		this.folders.remove("other");

		look();
		assertThat(this.changes.outstanding()).containsExactly("other");

		look();
		assertThat(this.changes.outstanding()).isEmpty();
	}

	private boolean look() throws IOException {
		return this.changes.look(Set.of());
	}

	private LoadedModel model(String id) {
		try (ModelLease lease = this.shelf.lease(id, LATER)) {
			return lease.model();
		}
	}

	private String version(String id) {
		return model(id).descriptor().weights().sha256();
	}

}
