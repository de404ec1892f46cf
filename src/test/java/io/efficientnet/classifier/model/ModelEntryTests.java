package io.efficientnet.classifier.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

	private ModelEntry entry() throws IOException {
		return ModelFixtures.entry(this.directory, "b0");
	}

	private void refuses(String reason) throws IOException {
		ModelEntry entry = entry();

		assertThatExceptionOfType(ServiceException.class).isThrownBy(entry::verify)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE))
			.withMessageStartingWith("Model b0 cannot be served: " + reason)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(this.directory.toString()));
	}

}
