package io.efficientnet.classifier.model;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ModelDescriptorTests {

	private final JsonMapper json = JsonMapper.shared();

	@TempDir
	private Path folder;

	private ObjectNode description;

	@BeforeEach
	void describe() {
		this.description = (ObjectNode) this.json.readTree(ModelFixtures.description("b0"));
	}

	@Test
	void readsAndWritesTheDocumentedForm() throws Exception {
		ModelDescriptor descriptor = read(this.description);

		JsonNode written = this.json.valueToTree(descriptor);

		assertThat(written).isEqualTo(this.description);
		assertThat(written.propertyNames()).containsExactlyElementsOf(this.description.propertyNames());
	}

	@Test
	void understandsEveryMember() throws Exception {
		ModelDescriptor descriptor = read(this.description);

		assertThat(descriptor.id()).isEqualTo(new ModelId("b0"));
		assertThat(descriptor.synthetic()).isFalse();
		assertThat(descriptor.graph().outputs())
			.isEqualTo(new ModelDescriptor.Outputs("logits", "embedding", "features"));
		assertThat(descriptor.weights())
			.isEqualTo(new ModelDescriptor.Weights("timm/tf_efficientnet_b0.aa_in1k", "0123", "Apache-2.0"));
		assertThat(descriptor.preprocessing().mode()).isEqualTo(Preprocessing.Mode.SHORTEST_SIDE);
		assertThat(descriptor.tolerance()).isEqualTo(ModelDescriptor.Tolerance.DEFAULT);
		assertThat(descriptor.accuracy())
			.isEqualTo(new ModelDescriptor.Accuracy("ImageNet-1k val", 76.88, 93.27, "published"));
	}

	@Test
	void isOfFloat32WhereTheFileDoesNotSay() throws Exception {
		this.description.remove("precision");

		assertThat(read(this.description).precision()).isEqualTo(Precision.FP32);
	}

	@Test
	void refusesAPrecisionThatIsNone() {
		this.description.put("precision", "fp8");

		assertThatIllegalArgumentException().isThrownBy(() -> read(this.description))
			.withMessageContaining("precision is missing or wrong");
	}

	@Test
	void eightBitsDoNotHaveTheAccuracyThatWasPublished() throws Exception {
		ModelDescriptor descriptor = read(this.description);

		ModelDescriptor eightBits = descriptor.in(Precision.INT8, new ModelId("small"), null);

		assertThat(eightBits.accuracy()).isNull();
		assertThat(eightBits.tolerance()).isEqualTo(ModelDescriptor.Tolerance.INTEGERS);
		assertThat(eightBits.precision()).isEqualTo(Precision.INT8);
		assertThat(descriptor.in(Precision.FP16, new ModelId("half"), null).accuracy())
			.isEqualTo(descriptor.accuracy());
	}

	@Test
	void saysNullWhereAccuracyAndLabelsAreUnknown() throws Exception {
		this.description.remove("accuracy");
		this.description.remove("labels");

		JsonNode written = this.json.valueToTree(read(this.description));

		assertThat(written.path("accuracy").isNull()).isTrue();
		assertThat(written.path("labels").isNull()).isTrue();
	}

	@Test
	void leavesMembersAloneThatItDoesNotKnow() throws Exception {
		this.description.put("comment", "mine");

		assertThat(read(this.description).id()).isEqualTo(new ModelId("b0"));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "id", "variant", "synthetic", "graph", "weights", "classes", "preprocessing", "tolerance" })
	void refusesADescriptionWithoutAPart(String part) {
		this.description.remove(part);

		assertThatIllegalArgumentException().isThrownBy(() -> read(this.description))
			.withMessageStartingWith("model.json is not a model description: ")
			.withMessageContaining(part);
	}

	@ParameterizedTest
	@CsvSource({ "graph, sha256", "graph, input", "graph, outputs", "weights, source", "weights, sha256",
			"weights, licence", "accuracy, dataset", "accuracy, origin", "preprocessing, crop" })
	void refusesAPartWithoutAMember(String part, String member) {
		((ObjectNode) this.description.get(part)).remove(member);

		assertThatIllegalArgumentException().isThrownBy(() -> read(this.description)).withMessageContaining(member);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1 })
	void refusesADescriptionWithoutClasses(int classes) {
		this.description.put("classes", classes);

		assertThatIllegalArgumentException().isThrownBy(() -> read(this.description))
			.withMessageEndingWith("classes must be at least 1");
	}

	@Test
	void countsParametersAndMultiplyAddsOfTheVariant() throws Exception {
		this.description.put("classes", 1000);

		ModelDescriptor descriptor = read(this.description);

		assertThat(descriptor.parameters()).isEqualTo(5_288_548);
		assertThat(descriptor.multiplyAdds()).isBetween(380_000_000L, 410_000_000L);
	}

	@Test
	void countsNothingOfAnUnknownVariant() throws Exception {
		this.description.put("variant", "resnet50");

		ModelDescriptor descriptor = read(this.description);

		assertThat(descriptor.parameters()).isNull();
		assertThat(descriptor.multiplyAdds()).isNull();
	}

	private ModelDescriptor read(ObjectNode content) throws Exception {
		Files.writeString(this.folder.resolve("model.json"), content.toString());
		return ModelFiles.readDescriptor(this.folder);
	}

}
