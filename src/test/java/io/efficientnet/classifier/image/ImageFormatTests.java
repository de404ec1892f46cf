package io.efficientnet.classifier.image;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ImageFormatTests {

	@ParameterizedTest
	@CsvSource({ "ffd8ffe0, JPEG, jpeg", "89504e470d0a1a0a00, PNG, png", "474946383761, GIF, gif",
			"47494638396100, GIF, gif", "424d0000000000000000000000002800000000, BMP, bmp",
			"49492a0008000000, TIFF, tiff", "4d4d002a00000008, TIFF, tiff", "524946460000000057454250, WEBP, webp" })
	void recognisesAFormatByItsFirstBytes(String head, ImageFormat format, String id) {
		assertThat(ImageFormat.detect(HexFormat.of().parseHex(head))).isEqualTo(format);
		assertThat(format.id()).isEqualTo(id);
	}

	@ParameterizedTest
	@ValueSource(strings = { "B", "BM", "BMW makes cars and not pictures", "GIF88a", "RIFF....WAVEfmt ", "II+\0BigTIFF",
			"II", "%PDF-1.7" })
	void refusesAnythingElse(String text) {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> ImageFormat.detect(text.getBytes(StandardCharsets.US_ASCII)))
			.withMessageContaining("JPEG, PNG, GIF, BMP, TIFF or WebP")
			.extracting(ServiceException::kind)
			.isEqualTo(FailureKind.UNSUPPORTED_FORMAT);
	}

	@Test
	void refusesNoByteAsAnInvalidRequest() {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> ImageFormat.detect(new byte[0]))
			.extracting(ServiceException::kind)
			.isEqualTo(FailureKind.INVALID_REQUEST);
	}

}
