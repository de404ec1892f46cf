package io.efficientnet.classifier.image;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WebpDecoderTests {

	private static final PixelLimit LIMIT = new PixelLimit(1_000_000);

	private static final int ANIMATION = 2;

	private static final byte[] PICTURE = WebpFixture.flat(2, 1, 0);

	@ParameterizedTest
	@MethodSource("decoders")
	void decodesAStillPicture(NativeDecoders natives) {
		assertThat(HexFormat.of().formatHex(decode(natives, PICTURE).samples()))
			.isEqualTo(WebpFixture.FLAT_COLOUR.repeat(2));
	}

	@ParameterizedTest
	@MethodSource("decoders")
	void ignoresWhatIsNotThePicture(NativeDecoders natives) {
		RgbImage image = decode(natives, WebpFixture.extended(0x2c, 2, 1), WebpFixture.chunk("ICCP", new byte[7]),
				WebpFixture.chunk("what", new byte[3]), PICTURE, WebpFixture.chunk("EXIF", new byte[9]));

		assertThat(image.samples()).isEqualTo(decode(natives, PICTURE).samples());
	}

	@ParameterizedTest
	@MethodSource("decoders")
	void putsTheFirstFrameOnABlackCanvas(NativeDecoders natives) {
		RgbImage image = decode(natives, WebpFixture.extended(ANIMATION, 5, 3), WebpFixture.chunk("ANIM", new byte[6]),
				WebpFixture.frame(2, 2, 2, 1, WebpFixture.chunk("ALPH", new byte[2]), PICTURE),
				WebpFixture.frame(0, 0, 9, 9, WebpFixture.chunk("VP8L", new byte[1])));

		assertThat(image.widthPixels()).isEqualTo(5);
		assertThat(HexFormat.of().formatHex(image.samples()))
			.isEqualTo("000000".repeat(12) + WebpFixture.FLAT_COLOUR.repeat(2) + "000000");
	}

	@ParameterizedTest
	@MethodSource("contradictions")
	void refusesContradictions(byte[] file) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> ImageDecoder.open(file, LIMIT))
			.extracting(ServiceException::kind)
			.isEqualTo(FailureKind.UNDECODABLE_IMAGE);
	}

	private static Stream<byte[]> contradictions() {
		byte[] canvas = WebpFixture.extended(ANIMATION, 5, 3);
		byte[] cut = WebpFixture.file(PICTURE);
		return Stream.of(WebpFixture.file(WebpFixture.extended(0, 2, 2), PICTURE),
				WebpFixture.file(canvas, WebpFixture.frame(4, 0, 2, 1, PICTURE)),
				WebpFixture.file(canvas, WebpFixture.frame(0, 4, 2, 1, PICTURE)),
				WebpFixture.file(canvas, WebpFixture.frame(0, 0, 3, 1, PICTURE)), WebpFixture.file(canvas, PICTURE),
				WebpFixture.file(canvas), WebpFixture.file(), WebpFixture.file(WebpFixture.chunk("VP8 ", new byte[10])),
				WebpFixture.file(WebpFixture.chunk("VP8L", new byte[10])), Arrays.copyOf(cut, cut.length - 1));
	}

	@ParameterizedTest
	@MethodSource("decoders")
	void decodesOrRefusesWhateverIsDamaged(NativeDecoders natives) {
		byte[] file = WebpFixture.file(WebpFixture.extended(ANIMATION, 50, 30), WebpFixture.chunk("ANIM", new byte[6]),
				WebpFixture.frame(2, 2, 20, 10, WebpFixture.flat(20, 10, 40)));
		Random random = new Random(7);
		for (int round = 0; round < 2_000; round++) {
			byte[] damaged = file.clone();
			for (int i = 0; i < 1 + round % 5; i++) {
				damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
			}
			try {
				assertThat(ImageDecoder.open(damaged, LIMIT, natives).decode(Decoding.UNLIMITED).widthPixels())
					.isPositive();
			}
			catch (ServiceException ex) {
				assertThat(ex.kind()).isIn(FailureKind.UNDECODABLE_IMAGE, FailureKind.UNSUPPORTED_FORMAT,
						FailureKind.IMAGE_TOO_LARGE);
			}
		}
	}

	private static Stream<NativeDecoders> decoders() {
		return Stream.of(NativeDecoders.NONE, NativeDecoders.INSTALLED).distinct();
	}

	private static RgbImage decode(NativeDecoders natives, byte[]... chunks) {
		return ImageDecoder.open(WebpFixture.file(chunks), LIMIT, natives).decode(Decoding.UNLIMITED);
	}

}
