package io.efficientnet.classifier.image;

import java.nio.charset.StandardCharsets;

import javax.imageio.IIOException;

import io.efficientnet.classifier.image.JpegColours.Evidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JpegColoursTests {

	private static final byte[] JFIF = "JFIF\0\1\1\0\0\1\0\1\0\0".getBytes(StandardCharsets.ISO_8859_1);

	@ParameterizedTest
	@CsvSource({ "1, false, -1, GRAY", "123, false, -1, YCC", "012, false, -1, YCC", "RGB, false, -1, RGB",
			"RGB, true, -1, YCC", "123, false, 0, RGB", "123, true, 0, YCC", "RGB, false, 1, YCC",
			"1234, false, -1, CMYK", "1234, false, 0, CMYK", "1234, false, 2, YCCK" })
	void choosesTheColoursAsLibjpegDoes(String ids, boolean jfif, int adobeTransform, JpegColours expected)
			throws IIOException {
		Evidence evidence = new Evidence();
		if (jfif) {
			evidence.readJfif(JFIF, 0, JFIF.length);
		}
		if (adobeTransform >= 0) {
			byte[] adobe = ("Adobe\0d\0\0\0\0" + (char) adobeTransform).getBytes(StandardCharsets.ISO_8859_1);
			evidence.readAdobe(adobe, 0, adobe.length);
		}
		byte[] components = String.join("..", ids.split("")).concat("..").getBytes(StandardCharsets.ISO_8859_1);
		evidence.readComponents(components, 0, ids.length());

		assertThat(evidence.colours()).isEqualTo(expected);
	}

	@Test
	void knowsNoColoursOfTwoComponents() {
		Evidence evidence = new Evidence();
		evidence.readComponents(new byte[6], 0, 2);

		assertThatExceptionOfType(IIOException.class).isThrownBy(evidence::colours);
	}

	@Test
	void convertsYccAsLibjpegDoes() {
		assertThat(JpegColours.YCC.toRgb(bytes(76, 85, 255, 150, 44, 21, 128, 128, 128)))
			.isEqualTo(bytes(254, 0, 0, 0, 255, 1, 128, 128, 128));
	}

	@Test
	void convertsInvertedCmykAsPillowDoes() {
		assertThat(JpegColours.CMYK.toRgb(bytes(255, 128, 0, 255, 10, 20, 30, 100)))
			.isEqualTo(bytes(255, 128, 0, 4, 8, 12));
	}

	@Test
	void convertsYcckByWayOfCmyk() {
		assertThat(JpegColours.YCCK.toRgb(bytes(128, 128, 128, 255))).isEqualTo(bytes(127, 127, 127));
	}

	private static byte[] bytes(int... values) {
		byte[] bytes = new byte[values.length];
		for (int i = 0; i < values.length; i++) {
			bytes[i] = (byte) values[i];
		}
		return bytes;
	}

}
