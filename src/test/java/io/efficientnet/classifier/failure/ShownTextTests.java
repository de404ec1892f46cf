package io.efficientnet.classifier.failure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ShownTextTests {

	@Test
	void keepsWhatCanBeSeen() {
		assertThat(ShownText.of("features.0.0/kernel:0 Größe 犬 🐕")).isEqualTo("features.0.0/kernel:0 Größe 犬 🐕");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, '\n', '\r', 0x1B, 0x7F, 0x9B, 0xAD, 0x200B, 0x200F, 0x2028, 0x2029, 0x202E, 0x2066, 0xD800,
			0xE000, 0xFEFF, 0xFFFF, 0xE0041 })
	void replacesWhatMovesOrHides(int character) {
		assertThat(ShownText.of("a" + Character.toString(character) + "b")).isEqualTo("a?b");
	}

	@Test
	void cutsWhatIsLong() {
		assertThat(ShownText.of("abcd", 4)).isEqualTo("abcd");
		assertThat(ShownText.of("ab\u202Ed", 3)).isEqualTo("ab?..");
		assertThat(ShownText.of("🐕🐕", 3)).isEqualTo("🐕?..");
	}

}
