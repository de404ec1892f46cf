package io.efficientnet.classifier.model;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ModelIdTests {

	@ParameterizedTest
	@ValueSource(strings = { "efficientnet-b0", "0", "a.b_c-d", "a..", "tf_efficientnet_lite0.in1k" })
	void acceptsNamesThatAreSafeAsFolders(String id) {
		assertThat(ModelId.isValid(id)).isTrue();
		assertThat(new ModelId(id)).hasToString(id);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "..", ".hidden", "-b0", "_b0", "B0", "a/b", "a\\b", "a b", "a\n", "caf\u00e9" })
	void refusesOthers(String id) {
		assertThat(ModelId.isValid(id)).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> new ModelId(id))
			.withMessageStartingWith("A model id has 1 to 64 of");
	}

	@Test
	void hasAtMost64Characters() {
		assertThat(ModelId.isValid("a".repeat(64))).isTrue();
		assertThat(ModelId.isValid("a".repeat(65))).isFalse();
	}

	@Test
	void isTextInJson() {
		JsonMapper json = JsonMapper.shared();

		assertThat(json.writeValueAsString(new ModelId("b0"))).isEqualTo("\"b0\"");
		assertThat(json.readValue("\"b0\"", ModelId.class)).isEqualTo(new ModelId("b0"));
	}

}
