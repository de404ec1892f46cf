package io.efficientnet.classifier.model;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PreprocessingTests {

	private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);

	private static final List<Double> STD = List.of(0.229, 0.224, 0.225);

	private static final String JSON = """
			{"name": "timm/tf_efficientnet_b0.aa_in1k", "resize": 256, "mode": "shortest-side", "filter": "bicubic",
			 "crop": 224, "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}""";

	private final JsonMapper json = JsonMapper.shared();

	@Test
	void readsTheFormOfAManifest() {
		assertThat(this.json.readValue(JSON, Preprocessing.class))
			.isEqualTo(new Preprocessing("timm/tf_efficientnet_b0.aa_in1k", 256, Preprocessing.Mode.SHORTEST_SIDE,
					Preprocessing.Filter.BICUBIC, 224, MEAN, STD));
	}

	@Test
	void writesTheFormOfAManifest() {
		Preprocessing recipe = this.json.readValue(JSON, Preprocessing.class);

		assertThat(this.json.valueToTree(recipe).toString()).isEqualTo(this.json.readTree(JSON).toString());
	}

	@ParameterizedTest
	@ValueSource(strings = { "name", "resize", "mode", "filter", "crop", "mean", "std" })
	void refusesAManifestWithoutAField(String field) {
		String incomplete = JSON.replace("\"" + field + "\"", "\"other\"");

		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> this.json.readerFor(Preprocessing.class)
			.without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			.readValue(incomplete));
	}

	@ParameterizedTest
	@CsvSource({ "0, 1", "4097, 224", "224, 0", "224, 225" })
	void refusesSizesThatDoNotFit(int resize, int crop) {
		assertThatIllegalArgumentException().isThrownBy(() -> recipe(resize, crop, MEAN, STD));
	}

	@Test
	void refusesStatisticsThatAreNotThreeUsableNumbers() {
		assertThatIllegalArgumentException().isThrownBy(() -> recipe(256, 224, List.of(0.5), STD));
		assertThatIllegalArgumentException().isThrownBy(() -> recipe(256, 224, MEAN, List.of(0.2, 0.2, 0.0)));
		assertThatIllegalArgumentException().isThrownBy(() -> recipe(256, 224, List.of(0.1, Double.NaN, 0.2), STD));
	}

	private static Preprocessing recipe(int resize, int crop, List<Double> mean, List<Double> std) {
		return new Preprocessing("own", resize, Preprocessing.Mode.SQUASH, Preprocessing.Filter.BOX, crop, mean, std);
	}

}
