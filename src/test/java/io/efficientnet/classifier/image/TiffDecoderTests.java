package io.efficientnet.classifier.image;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class TiffDecoderTests {

	private static final PixelLimit LIMIT = new PixelLimit(1_000_000);

	private static final byte[] TWO_PIXELS = { 1, 2, 3, 4, 5, 6 };

	@Test
	void joinsStripsOfWhichTheLastIsShort() {
		byte[] tiff = TiffFixture.rgb(1, 3)
			.with(TiffFixture.ROWS_PER_STRIP, 2)
			.file(TWO_PIXELS, new byte[] { 7, 8, 9 });

		assertThat(decode(tiff).samples()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
	}

	@Test
	void joinsTilesThatReachBeyondThePicture() {
		byte[] tiff = TiffFixture.of(ByteOrder.BIG_ENDIAN, 3, 1, 1, 1, 8)
			.with(TiffFixture.TILE_WIDTH, 2)
			.with(TiffFixture.TILE_HEIGHT, 2)
			.file(new byte[] { 1, 2, 0, 0 }, new byte[] { 3, 0, 0, 0 });

		assertThat(decode(tiff).samples()).containsExactly(1, 1, 1, 2, 2, 2, 3, 3, 3);
	}

	@Test
	void joinsPlanes() {
		byte[] tiff = TiffFixture.rgb(2, 1)
			.with(TiffFixture.PLANAR, 2)
			.file(new byte[] { 1, 4 }, new byte[] { 2, 5 }, new byte[] { 3, 6 });

		assertThat(decode(tiff).samples()).isEqualTo(TWO_PIXELS);
	}

	@ParameterizedTest
	@CsvSource({ "1, b0, 255 0 255 255", "2, b1, 170 255 0 85", "4, 0f5a, 0 255 85 170" })
	void spreadsGrayOfFewBits(int bits, String stored, String expected) {
		byte[] tiff = TiffFixture.of(ByteOrder.LITTLE_ENDIAN, 4, 1, 1, 1, bits).file(HexFormat.of().parseHex(stored));

		assertThat(reds(decode(tiff))).isEqualTo(expected);
	}

	@Test
	void invertsGrayWhoseZeroIsWhite() {
		byte[] tiff = TiffFixture.of(ByteOrder.LITTLE_ENDIAN, 2, 1, 0, 1, 8).file(new byte[] { 0, 55 });

		assertThat(reds(decode(tiff))).isEqualTo("255 200");
	}

	@ParameterizedTest
	@ValueSource(strings = { "BIG_ENDIAN", "LITTLE_ENDIAN" })
	void takesTheHighByteOf16Bits(String order) {
		boolean isBig = "BIG_ENDIAN".equals(order);
		byte[] tiff = TiffFixture.of(isBig ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, 1, 1, 2, 3, 16)
			.file(HexFormat.of().parseHex(isBig ? "010902090309" : "090109020903"));

		assertThat(decode(tiff).samples()).containsExactly(1, 2, 3);
	}

	@Test
	void looksUpTheHighBytesOfThePalette() {
		int[] map = new int[12];
		map[2] = 0x1fff;
		map[6] = 0x2fff;
		map[10] = 0x3fff;
		byte[] tiff = TiffFixture.of(ByteOrder.LITTLE_ENDIAN, 2, 1, 3, 1, 2)
			.with(TiffFixture.COLOUR_MAP, map)
			.file(new byte[] { (byte) 0b10_00_00_00 });

		assertThat(decode(tiff).samples()).containsExactly(0x1f, 0x2f, 0x3f, 0, 0, 0);
	}

	@Test
	void turnsCmykIntoRgbAsPillowDoes() {
		byte[] tiff = TiffFixture.of(ByteOrder.LITTLE_ENDIAN, 1, 1, 5, 4, 8)
			.file(new byte[] { 0, (byte) 255, 100, 55 });

		assertThat(decode(tiff).samples()).containsExactly(200, 0, 122);
	}

	@Test
	void dropsAlphaButDividesByItWhereColoursAreMultiplied() {
		byte[] pixels = { 10, 20, 30, 51, 9, 9, 9, 0 };
		TiffFixture fixture = TiffFixture.of(ByteOrder.LITTLE_ENDIAN, 2, 1, 2, 4, 8);

		assertThat(decode(fixture.file(pixels)).samples()).containsExactly(10, 20, 30, 9, 9, 9);
		assertThat(decode(fixture.with(TiffFixture.EXTRA_SAMPLES, 1).file(pixels)).samples()).containsExactly(50, 100,
				150, 0, 0, 0);
	}

	@Test
	void addsDifferencesUp() {
		byte[] tiff = TiffFixture.rgb(2, 1)
			.with(TiffFixture.COMPRESSION, 8)
			.with(TiffFixture.PREDICTOR, 2)
			.file(TiffFixture.deflated(new byte[] { 1, 2, 3, 3, 3, 3 }));

		assertThat(decode(tiff).samples()).isEqualTo(TWO_PIXELS);
	}

	@Test
	void expandsPackedBits() {
		byte[] tiff = TiffFixture.of(ByteOrder.LITTLE_ENDIAN, 5, 1, 1, 1, 8)
			.with(TiffFixture.COMPRESSION, 32_773)
			.file(new byte[] { -128, 1, 7, 8, -2, 9 });

		assertThat(reds(decode(tiff))).isEqualTo("7 8 9 9 9");
	}

	@Test
	void turnsThePictureAsItIsMeant() {
		byte[] tiff = TiffFixture.rgb(2, 1).with(TiffFixture.ORIENTATION, 6).file(TWO_PIXELS);
		ImageDecoder decoder = ImageDecoder.open(tiff, LIMIT);

		assertThat(decoder.width()).isEqualTo(1);
		assertThat(decoder.height()).isEqualTo(2);
		assertThat(decoder.decode(Decoding.UNLIMITED).samples()).isEqualTo(TWO_PIXELS);
	}

	@ParameterizedTest
	@MethodSource("unread")
	void refusesWhatItDoesNotRead(int tag, int value) {
		byte[] pixels = new byte[96];

		assertThat(refusal(TiffFixture.rgb(2, 2).with(tag, value).file(pixels)))
			.isEqualTo(FailureKind.UNDECODABLE_IMAGE);
	}

	private static Stream<Arguments> unread() {
		return Stream.of(arguments(TiffFixture.COMPRESSION, 4), arguments(TiffFixture.COMPRESSION, 7),
				arguments(TiffFixture.PHOTOMETRIC, 6), arguments(TiffFixture.PHOTOMETRIC, 8),
				arguments(TiffFixture.BITS, 32), arguments(TiffFixture.BITS, 12), arguments(TiffFixture.BITS, 0),
				arguments(TiffFixture.SAMPLES, 2), arguments(TiffFixture.SAMPLES, 65_535),
				arguments(TiffFixture.PREDICTOR, 3), arguments(TiffFixture.SAMPLE_FORMAT, 3),
				arguments(TiffFixture.ROWS_PER_STRIP, 0), arguments(TiffFixture.OFFSETS, 1_000),
				arguments(TiffFixture.OFFSETS, -1));
	}

	@Test
	void refusesStripsThatEndEarly() {
		byte[] deflated = TiffFixture.deflated(Arrays.copyOf(TWO_PIXELS, 5));

		assertThat(refusal(TiffFixture.rgb(2, 1).with(TiffFixture.COMPRESSION, 8).file(deflated)))
			.isEqualTo(FailureKind.UNDECODABLE_IMAGE);
		assertThat(refusal(TiffFixture.rgb(2, 1).with(TiffFixture.COMPRESSION, 32_773).file(new byte[] { -3, 9 })))
			.isEqualTo(FailureKind.UNDECODABLE_IMAGE);
	}

	@Test
	void refusesStripsThatShareTheirBytes() {
		byte[] strip = TiffFixture.deflated(new byte[3 * 200]);
		int[] offsets = new int[200];
		int[] lengths = new int[200];
		Arrays.fill(offsets, 8);
		Arrays.fill(lengths, strip.length);
		byte[] tiff = TiffFixture.rgb(200, 200)
			.with(TiffFixture.COMPRESSION, 8)
			.with(TiffFixture.ROWS_PER_STRIP, 1)
			.with(TiffFixture.OFFSETS, offsets)
			.with(TiffFixture.LENGTHS, lengths)
			.file(strip);

		assertThat(refusal(tiff)).isEqualTo(FailureKind.UNDECODABLE_IMAGE);
	}

	@Test
	void refusesTilesFarLargerThanThePicture() {
		byte[] tiff = TiffFixture.rgb(1, 1)
			.with(TiffFixture.TILE_WIDTH, 2_000)
			.with(TiffFixture.TILE_HEIGHT, 2_000)
			.file(new byte[] { 1, 2, 3 });

		assertThat(refusal(tiff)).isEqualTo(FailureKind.UNDECODABLE_IMAGE);
	}

	@Test
	void decodesOrRefusesWhateverIsDamaged() {
		byte[] tiff = TiffFixture.rgb(20, 20)
			.with(TiffFixture.COMPRESSION, 5)
			.with(TiffFixture.ROWS_PER_STRIP, 7)
			.file(new byte[600], new byte[600], new byte[600]);
		Random random = new Random(7);
		for (int round = 0; round < 2_000; round++) {
			byte[] damaged = tiff.clone();
			for (int i = 0; i < 1 + round % 5; i++) {
				damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
			}
			assertThat(refusal(damaged)).isIn(null, FailureKind.UNDECODABLE_IMAGE, FailureKind.UNSUPPORTED_FORMAT,
					FailureKind.IMAGE_TOO_LARGE);
		}
	}

	private static String reds(RgbImage image) {
		StringBuilder reds = new StringBuilder();
		for (int i = 0; i < image.samples().length; i += 3) {
			reds.append(reds.isEmpty() ? "" : " ").append(image.samples()[i] & 0xff);
		}
		return reds.toString();
	}

	private static RgbImage decode(byte[] encoded) {
		return ImageDecoder.open(encoded, LIMIT).decode(Decoding.UNLIMITED);
	}

	private static @Nullable FailureKind refusal(byte[] encoded) {
		try {
			assertThat(decode(encoded).widthPixels()).isPositive();
			return null;
		}
		catch (ServiceException ex) {
			return ex.kind();
		}
	}

}
