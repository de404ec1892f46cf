package io.efficientnet.classifier.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class OrientationTests {

	// of the rows "abc" and "def"
	@ParameterizedTest
	@CsvSource({ "1, abc def", "2, cba fed", "3, fed cba", "4, def abc", "5, ad be cf", "6, da eb fc", "7, fc eb da",
			"8, cf be ad" })
	void turnsPicturesTheRightWayUp(int number, String expected) {
		byte[] samples = new byte[18];
		for (int i = 0; i < samples.length; i++) {
			samples[i] = (byte) ((i % 3 == 0) ? 'a' + i / 3 : i % 3);
		}

		RgbImage turned = Orientation.of(number).turn(new RgbImage(3, 2, samples));

		StringBuilder rows = new StringBuilder();
		for (int i = 0; i < samples.length; i += 3) {
			rows.append((i > 0 && i / 3 % turned.widthPixels() == 0) ? " " : "").append((char) turned.samples()[i]);
			assertThat(turned.samples()[i + 1]).isEqualTo((byte) 1);
			assertThat(turned.samples()[i + 2]).isEqualTo((byte) 2);
		}
		assertThat(rows).hasToString(expected);
		assertThat(Orientation.of(number).isSideways()).isEqualTo(turned.widthPixels() == 2);
		assertThat(Orientation.of(number).number()).isEqualTo(number);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 9, -1, 65_536 })
	void ignoresOtherNumbers(long number) {
		assertThat(Orientation.of(number)).isEqualTo(Orientation.NORMAL);
	}

	@Test
	void copiesNothingThatIsTheRightWayUp() {
		RgbImage image = new RgbImage(1, 1, new byte[3]);

		assertThat(Orientation.NORMAL.turn(image)).isSameAs(image);
	}

}
