package io.efficientnet.classifier.image;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BmpDecoderTests {

	private static final PixelLimit LIMIT = new PixelLimit(50_000_000);

	private static final int HEADER = 54;

	private static final byte[] BMP = ImageFixtures.encode(ImageFixtures.gradient(16, 16, BufferedImage.TYPE_3BYTE_BGR),
			"bmp");

	@Test
	void refusesAnEmbeddedPng() {
		byte[] png = ImageFixtures.encode(ImageFixtures.gradient(64, 64, BufferedImage.TYPE_3BYTE_BGR), "png");
		ByteBuffer bmp = ImageFixtures.bmpHeader(16, 16, 24, 5, png.length, HEADER + png.length).put(png);

		refuses(bmp);
	}

	@Test
	void refusesAnEmbeddedJpegInALaterVersionOfTheHeader() {
		ByteBuffer bmp = withHeaderOfVersion5(0x73524742);
		bmp.putInt(30, 4);

		refuses(bmp);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 4, 5 })
	void refusesASizeOfCompressedPixelsBeyondTheFile(int compression) {
		int depth = (compression == 2) ? 4 : 8;

		refuses(ImageFixtures.bmpHeader(16, 16, depth, compression, 0x7ffffff0, 74));
		refuses(ImageFixtures.bmpHeader(16, 16, depth, compression, 0, 74).putInt(2, -1));
	}

	@Test
	void refusesTooFewPixelsBeforeItMakesRoomForThem() {
		refuses(ImageFixtures.bmpHeader(7000, 7000, 24, 0, 0, 74).putInt(2, -1));
		refuses(ImageFixtures.bmpHeader(7000, 7000, 1, 0, 0, 74));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 14, 53, 1_000_000, Integer.MAX_VALUE, -1 })
	void refusesPixelsWithinTheHeaderOrBehindTheEnd(int offset) {
		byte[] bmp = BMP.clone();
		ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(10, offset);

		refuses(bmp);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 0x3fffffff, -1 })
	void refusesAPaletteThatReachesIntoThePixels(int colours) {
		ByteBuffer bmp = ImageFixtures.bmpHeader(2, 2, 16, 3, 0, 74);
		bmp.putInt(10, 66).putInt(54, 0xf800).putInt(58, 0x7e0).putInt(62, 0x1f);
		assertThat(decode(bmp).widthPixels()).isEqualTo(2);

		refuses(bmp.putInt(46, colours));
	}

	@ParameterizedTest
	@CsvSource({ "1, 24", "2, 8", "3, 24", "6, 8", "7, 24", "-1, 24", "0, 0", "0, 2", "0, 64" })
	void refusesCompressionsThatDoNotFitTheDepth(int compression, int depth) {
		byte[] bmp = BMP.clone();
		ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putShort(28, (short) depth).putInt(30, compression);

		refuses(bmp);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x4d424544, 0x4c494e4b, 0x73524742 })
	void ignoresColourProfiles(int colourSpace) {
		ByteBuffer bmp = withHeaderOfVersion5(colourSpace);

		assertThat(decode(bmp).samples()).isEqualTo(decode(BMP).samples());
	}

	@Test
	void needsNoPaddingBehindTheLastRow() {
		byte[] odd = ImageFixtures.encode(ImageFixtures.gradient(3, 3, BufferedImage.TYPE_3BYTE_BGR), "bmp");
		byte[] cut = Arrays.copyOf(odd, odd.length - 3);

		assertThat(decode(cut).samples()).isEqualTo(decode(odd).samples());
		refuses(Arrays.copyOf(odd, odd.length - 4));
	}

	/** The profile is claimed to lie at 1 GB and to be as large. */
	private static ByteBuffer withHeaderOfVersion5(int colourSpace) {
		int added = 124 - 40;
		ByteBuffer bmp = ByteBuffer.allocate(BMP.length + added).order(ByteOrder.LITTLE_ENDIAN);
		bmp.put(BMP, 0, HEADER).position(HEADER + added).put(BMP, HEADER, BMP.length - HEADER);
		bmp.putInt(2, bmp.capacity()).putInt(10, HEADER + added).putInt(14, 124);
		return bmp.putInt(70, colourSpace).putInt(126, 1 << 30).putInt(130, 1 << 30);
	}

	private static byte[] bytes(ByteBuffer buffer) {
		byte[] bytes = new byte[buffer.capacity()];
		buffer.get(0, bytes);
		return bytes;
	}

	private static void refuses(ByteBuffer bmp) {
		refuses(bytes(bmp));
	}

	private static RgbImage decode(ByteBuffer bmp) {
		return decode(bytes(bmp));
	}

	private static RgbImage decode(byte[] bmp) {
		return ImageDecoder.open(bmp, LIMIT).decode(Decoding.UNLIMITED);
	}

	private static void refuses(byte[] bmp) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> ImageDecoder.open(bmp, LIMIT))
			.extracting(ServiceException::kind)
			.isEqualTo(FailureKind.UNDECODABLE_IMAGE);
	}

}
