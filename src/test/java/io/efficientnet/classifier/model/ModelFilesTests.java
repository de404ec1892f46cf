package io.efficientnet.classifier.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ModelFilesTests {

	@TempDir
	private Path directory;

	private ModelDescriptor descriptor;

	private Path graph;

	@BeforeEach
	void prepare() throws IOException {
		this.descriptor = JsonMapper.shared().readValue(ModelFixtures.description("b0"), ModelDescriptor.class);
		this.graph = Files.write(this.directory.resolve(".graph"), ModelFixtures.GRAPH);
	}

	@Test
	void recordsAComparisonAndKeepsTheRestOfTheFile() throws Exception {
		Path folder = ModelFixtures.write(this.directory, "b0");
		ModelFixtures.edit(folder, "\"synthetic\": false", "\"synthetic\": false, \"note\": \"mine\"");
		ModelDescriptor.Comparison comparison = new ModelDescriptor.Comparison("b1", "0123", 10, 90, 0.25, 0.125, "cpu",
				"runtime 1", 1.5, 3, "machine");

		ModelFiles.record(folder, comparison);

		assertThat(ModelFiles.readDescriptor(folder).comparedTo()).isEqualTo(comparison);
		assertThat(Files.readString(folder.resolve("model.json"))).contains("\"note\" : \"mine\"");
		try (Stream<Path> files = Files.list(folder)) {
			assertThat(files).map((file) -> file.getFileName().toString())
				.containsExactlyInAnyOrder("model.json", "model.onnx");
		}
	}

	@Test
	void keepsGoldenLogitsBesideTheDescription() throws Exception {
		GoldenLogits golden = new GoldenLogits(this.descriptor.graph().sha256(), "runtime 1", 7,
				List.of(1.5f, -2f, 3f));

		ModelFiles.install(this.directory, this.descriptor, this.graph, null, golden);

		assertThat(ModelFiles.readGolden(this.directory.resolve("b0"))).isEqualTo(golden);
		assertThat(this.directory.resolve("b0/selftest.json")).content()
			.contains("\"logits\" : [ 1.5, -2.0, 3.0 ]")
			.endsWith("}\n");
	}

	@Test
	void aCopyOfAGraphStaysAsItWasWhenTheFileIsOverwritten() throws Exception {
		ByteBuffer copy = ModelFiles.mapCopy(this.graph, Arena.ofAuto());

		Files.write(this.graph, new byte[] { 1 });

		assertThat(copy).isEqualTo(ByteBuffer.wrap(ModelFixtures.GRAPH));
		assertThat(copy.isDirect()).isTrue();
	}

	@Test
	void installsGraphAndDescription() throws Exception {
		ModelFiles.install(this.directory, this.descriptor, this.graph, null, null);

		assertThat(names(this.directory)).containsExactly("b0");
		assertThat(names(this.directory.resolve("b0"))).containsExactly("model.json", "model.onnx");
		assertThat(this.directory.resolve("b0/model.onnx")).hasBinaryContent(ModelFixtures.GRAPH);
		assertThat(ModelFiles.readDescriptor(this.directory.resolve("b0"))).isEqualTo(this.descriptor);
	}

	@Test
	void writesTheDescriptionForPeopleToRead() throws Exception {
		ModelFiles.install(this.directory, this.descriptor, this.graph, null, null);

		assertThat(this.directory.resolve("b0/model.json")).content().contains("\n  \"variant\"").endsWith("}\n");
	}

	@Test
	void takesLabelsAlong() throws Exception {
		Path labels = Files.writeString(this.directory.resolve(".mine.csv"), "index,id,label\n0,a,one\n");

		ModelFiles.install(this.directory, this.descriptor, this.graph, labels, null);

		assertThat(this.directory.resolve(ModelCatalog.labelsOf(this.descriptor.id()))).hasSameTextualContentAs(labels);
		assertThat(labels).exists();
	}

	@Test
	void replacesAModelAsAWhole() throws Exception {
		ModelFixtures.write(this.directory, "b0");
		Files.writeString(this.directory.resolve("b0/notes.txt"), "old");
		Files.writeString(this.graph, "new");

		ModelFiles.install(this.directory, this.descriptor, this.graph, null, null);

		assertThat(names(this.directory)).containsExactly("b0", "labels");
		assertThat(names(this.directory.resolve("b0"))).containsExactly("model.json", "model.onnx");
		assertThat(this.directory.resolve("b0/model.onnx")).hasContent("new");
	}

	@Test
	void leavesTheOldModelWhereTheNewOneIsIncomplete() throws Exception {
		ModelFixtures.write(this.directory, "b0");
		Files.delete(this.graph);

		assertThatExceptionOfType(NoSuchFileException.class)
			.isThrownBy(() -> ModelFiles.install(this.directory, this.descriptor, this.graph, null, null));

		assertThat(names(this.directory)).containsExactly("b0", "labels");
		assertThat(this.directory.resolve("b0/model.onnx")).hasBinaryContent(ModelFixtures.GRAPH);
	}

	@Test
	void sparesAFolderThatHoldsNoModel() throws Exception {
		Path other = Files.createDirectory(this.directory.resolve("b0"));
		Files.writeString(other.resolve("imagenet.csv"), "labels of all models");

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> ModelFiles.install(this.directory, this.descriptor, this.graph, null, null))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST))
			.withMessage("The folder b0 is there and holds no model; choose another id");

		assertThat(names(other)).containsExactly("imagenet.csv");
	}

	@Test
	void letsOthersReadWhatIsInstalled() throws Exception {
		assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
				"this file system knows no permissions");
		Path plainFolder = Files.createDirectory(this.directory.resolve(".plain"));
		Path plainFile = Files.createFile(plainFolder.resolve("file"));
		Path labels = Files.createFile(this.directory.resolve(".mine.csv"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

		ModelFiles.install(this.directory, this.descriptor, this.graph, labels, null);

		assertThat(permissions(this.directory.resolve("b0"))).isEqualTo(permissions(plainFolder));
		for (String name : names(this.directory.resolve("b0"))) {
			assertThat(permissions(this.directory.resolve("b0").resolve(name))).as(name)
				.isEqualTo(permissions(plainFile));
		}
	}

	@Test
	void mapsAFileReadOnly() throws Exception {
		ByteBuffer mapped = ModelFiles.map(this.graph);

		assertThat(mapped.isReadOnly()).isTrue();
		assertThat(mapped).isEqualTo(ByteBuffer.wrap(ModelFixtures.GRAPH));
	}

	private static String permissions(Path file) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
	}

	private static List<String> names(Path folder) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> !name.equals(".plain") && !name.equals(".mine.csv"))
				.sorted()
				.toList();
		}
	}

}
