package io.efficientnet.classifier.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

class ModelEntryTests {

	@TempDir
	private Path directory;

	private Path folder;

	@BeforeEach
	void write() throws IOException {
		this.folder = ModelFixtures.write(this.directory, "b0");
	}

	@Test
	void verifiesAModelThatFitsItsDescription() throws Exception {
		VerifiedModel model = entry().verify();

		assertThat(model.descriptor().id()).isEqualTo(new ModelId("b0"));
		assertThat(model.graph()).isEqualTo(ByteBuffer.wrap(ModelFixtures.GRAPH));
		assertThat(model.labels().get(2)).isEqualTo(new Label(2, "c", "three"));
	}

	@Test
	void numbersTheClassesWhereThereAreNoLabels() throws Exception {
		ModelFixtures.edit(this.folder, "\"labels/three.csv\"", "null");

		Labels labels = entry().verify().labels();

		assertThat(labels.size()).isEqualTo(3);
		assertThat(labels.get(1)).isEqualTo(new Label(1, "1", "class 1"));
	}

	@Test
	void readsLabelsInTheFolderOfTheModel() throws Exception {
		ModelFixtures.edit(this.folder, "labels/three.csv", "b0/labels.csv");
		Files.move(this.directory.resolve("labels/three.csv"), this.folder.resolve("labels.csv"));

		assertThat(entry().verify().labels().size()).isEqualTo(3);
	}

	@Test
	void freesTheGraphOnceClosed() throws Exception {
		VerifiedModel model = entry().verify();

		model.close();

		assertThatIllegalStateException().isThrownBy(() -> model.graph().get(0));
	}

	@Test
	void checksFilesAsItVerifiesThem() throws Exception {
		assertThatNoException().isThrownBy(entry()::check);
	}

	@Test
	void hasNoGoldenLogitsWhereTheFolderHasNone() throws Exception {
		assertThat(entry().verify().golden()).isNull();
	}

	@Test
	void readsGoldenLogits() throws Exception {
		writeGolden(sha256(), "[1, 2.5, 3]");

		assertThat(entry().verify().golden())
			.isEqualTo(new GoldenLogits(sha256(), "onnxruntime 1", 1, List.of(1f, 2.5f, 3f)));
	}

	@Test
	void refusesGoldenLogitsOfAnotherGraph() throws Exception {
		writeGolden("0123456789abcdef", "[1, 2, 3]");

		refuses("selftest.json is of another graph, 0123456789ab..");
	}

	@Test
	void refusesGoldenLogitsOfAnotherNumberOfClasses() throws Exception {
		writeGolden(sha256(), "[1, 2]");

		refuses("selftest.json is of another graph");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[1, null, 3]", "null", "3", "[" })
	void refusesDamagedGoldenLogits(String logits) throws Exception {
		writeGolden(sha256(), logits);

		refuses("selftest.json does not hold logits: ");
	}

	@Test
	void isTheSameWhileNoFileChanges() throws Exception {
		ModelEntry entry = entry();

		assertThat(entry.isSameAs(entry())).isTrue();
		assertThat(entry.current()).isSameAs(entry);
		assertThat(entry.isThere()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "b0/model.json", "b0/model.onnx", "b0/selftest.json", "labels/three.csv" })
	void isAnotherOnceAFileChanges(String file) throws Exception {
		ModelEntry entry = entry();

		Files.writeString(this.directory.resolve(file), "another");

		assertThat(entry.current()).isNotSameAs(entry);
		assertThat(entry.isSameAs(entry())).isFalse();
	}

	@Test
	void isAnotherOnceAFileOfTheSameSizeAndTimeTakesItsPlace() throws Exception {
		ModelEntry entry = entry();
		Path graph = this.folder.resolve("model.onnx");
		FileTime time = Files.getLastModifiedTime(graph);
		Path other = Files.writeString(this.directory.resolve("other"), "grabh");
		Files.setLastModifiedTime(other, time);

		Files.move(other, graph, StandardCopyOption.REPLACE_EXISTING);

		assertThat(entry.isSameAs(entry())).isFalse();
	}

	@Test
	void aRemovedModelIsAnotherAndSaysSo() throws Exception {
		ModelEntry removed = entry().removed();

		assertThat(removed.isThere()).isFalse();
		assertThat(removed.isSameAs(entry())).isFalse();
		assertThat(removed.fault()).isEqualTo("its folder was removed");
	}

	@Test
	void refusesAGraphWithAnotherChecksum() throws Exception {
		Files.writeString(this.folder.resolve("model.onnx"), "grabh");

		refuses("model.onnx has the checksum ");
	}

	@Test
	void refusesAModelWithoutItsGraph() throws Exception {
		Files.delete(this.folder.resolve("model.onnx"));

		refuses("model.onnx is missing or cannot be read");
	}

	@Test
	void refusesADescriptionOfAnotherModel() throws Exception {
		ModelFixtures.edit(this.folder, "\"b0\"", "\"b1\"");

		assertThat(entry().descriptor()).isNull();
		refuses("model.json names the model b1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "../three.csv", "labels/../../three.csv", "/etc/hostname", "labels/\\u0000.csv" })
	void refusesLabelsOutsideTheDirectory(String labels) throws Exception {
		ModelFixtures.edit(this.folder, "labels/three.csv", labels);

		refuses("labels must be a file inside the models directory");
	}

	@ParameterizedTest
	@ValueSource(strings = { "labels/missing.csv", "b0/model.json/labels.csv" })
	void refusesLabelsThatAreMissing(String labels) throws Exception {
		ModelFixtures.edit(this.folder, "labels/three.csv", labels);

		refuses("the labels file is missing or cannot be read");
	}

	@Test
	void refusesLabelsOfAnotherNumberOfClasses() throws Exception {
		ModelFixtures.edit(this.folder, "\"classes\": 3", "\"classes\": 4");

		refuses("the labels file has 3 rows for 4 classes");
	}

	@Test
	void refusesLabelsThatAreNoLabels() throws Exception {
		ModelFixtures.edit(this.folder, "labels/three.csv", "b0/model.json");

		refuses("Labels must be CSV with the header index,id,label");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "null", "[]", "{}", "\"b0\"", "{\"id\": ", "{\"id\": \"../b0\"}",
			"{\"id\": \"b0\", \"preprocessing\": {\"filter\": \"sharp\"}}",
			"{\"id\": \"b0\", \"preprocessing\": {\"name\": \"own\", \"resize\": 0}}", "{\"classes\": \"many\"}",
			"{\"synthetic\": null}", "\0\1\2", "{\"id\": \"b0\"} {}" })
	void reportsADamagedDescription(String content) throws Exception {
		Files.writeString(this.folder.resolve("model.json"), content);

		ModelEntry entry = entry();

		assertThat(entry.descriptor()).isNull();
		assertThat(entry.fault()).startsWith("model.json is not a model description: ")
			.doesNotContain("efficientnet.classifier", "java.", "jackson", this.directory.toString());
		refuses("model.json is not a model description: ");
	}

	@Test
	void saysWhichMemberIsWrong() throws Exception {
		ModelFixtures.edit(this.folder, "bicubic", "sharp");

		assertThat(entry().fault())
			.isEqualTo("model.json is not a model description: preprocessing.filter is missing or wrong");
	}

	@Test
	void saysWhichLineIsNoJson() throws Exception {
		ModelFixtures.edit(this.folder, "\"classes\": 3,", "\"classes\" 3,");

		assertThat(entry().fault()).isEqualTo("model.json is not a model description: see line 5");
	}

	private static String sha256() {
		return Sha256.of(ByteBuffer.wrap(ModelFixtures.GRAPH));
	}

	private void writeGolden(String graph, String logits) throws IOException {
		Files.writeString(this.folder.resolve("selftest.json"),
				"{\"graph\": \"%s\", \"runtime\": \"onnxruntime 1\", \"seed\": 1, \"logits\": %s}".formatted(graph,
						logits));
	}

	private ModelEntry entry() throws IOException {
		return ModelFixtures.entry(this.directory, "b0");
	}

	private void refuses(String reason) throws IOException {
		ModelEntry entry = entry();

		assertThatExceptionOfType(ServiceException.class).isThrownBy(entry::check)
			.withMessageStartingWith("Model b0 cannot be served: " + reason);
		assertThatExceptionOfType(ServiceException.class).isThrownBy(entry::verify)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE))
			.withMessageStartingWith("Model b0 cannot be served: " + reason)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(this.directory.toString()));
	}

}
