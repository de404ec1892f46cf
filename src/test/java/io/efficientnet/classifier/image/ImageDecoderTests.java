package io.efficientnet.classifier.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import javax.imageio.ImageTypeSpecifier;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ImageDecoderTests {

	private static final int WIDTH = 37;

	private static final int HEIGHT = 23;

	private static final PixelLimit LIMIT = new PixelLimit(50_000_000);

	@Test
	void takesGraySamplesAsStored() {
		BufferedImage gray = ImageFixtures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);

		assertThat(decode(ImageFixtures.encode(gray, "png")).samples()).isEqualTo(expected(gray, 0, 0, 0, 0));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 4 })
	void spreadsGrayOfFewBits(int bits) {
		BufferedImage gray = ImageFixtures
			.gradient(ImageTypeSpecifier.createGrayscale(bits, DataBuffer.TYPE_BYTE, false)
				.createBufferedImage(WIDTH, HEIGHT));
		byte[] expected = expected(gray, 0, 0, 0, 0);
		for (int i = 0; i < expected.length; i++) {
			expected[i] = (byte) (expected[i] * 255 / ((1 << bits) - 1));
		}

		assertThat(decode(ImageFixtures.encode(gray, "png")).samples()).isEqualTo(expected);
	}

	@Test
	void takesTheHighByteOfGrayOf16Bits() {
		BufferedImage gray = ImageFixtures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY);

		assertThat(decode(ImageFixtures.encode(gray, "png")).samples()).isEqualTo(expected(gray, 8, 0, 0, 0));
	}

	@Test
	void dropsAlphaAndKeepsTheColoursBeneath() {
		BufferedImage transparent = ImageFixtures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_4BYTE_ABGR);

		assertThat(decode(ImageFixtures.encode(transparent, "png")).samples())
			.isEqualTo(expected(transparent, 0, 0, 1, 2));
	}

	@Test
	void looksUpThePalette() {
		byte[] reds = { 1, 2, 3, 4 };
		byte[] greens = { 5, 6, 7, 8 };
		byte[] blues = { -1, -2, -3, -4 };
		BufferedImage indexed = ImageFixtures.gradient(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY,
				new IndexColorModel(2, 4, reds, greens, blues)));

		byte[] samples = decode(ImageFixtures.encode(indexed, "png")).samples();

		int index = indexed.getRaster().getSample(5, 0, 0);
		assertThat(Arrays.copyOfRange(samples, 15, 18)).containsExactly(reds[index], greens[index], blues[index]);
	}

	@Test
	void readsBmp() {
		BufferedImage rgb = ImageFixtures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);

		assertThat(decode(ImageFixtures.encode(rgb, "bmp")).samples()).isEqualTo(expected(rgb, 0, 0, 1, 2));
	}

	@Test
	void spreadsPackedSamplesOfBmp() {
		BufferedImage packed = ImageFixtures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_565_RGB);

		byte[] samples = decode(ImageFixtures.encode(packed, "bmp")).samples();

		assertThat(samples[3]).isEqualTo((byte) (packed.getRaster().getSample(1, 0, 0) * 255 / 31));
		assertThat(samples[4]).isEqualTo((byte) (packed.getRaster().getSample(1, 0, 1) * 255 / 63));
	}

	@Test
	void putsAGifFrameOnItsCanvasFilledWithTheFirstColour() {
		RgbImage image = decode(ImageFixtures.gifWithCanvas(""));

		assertThat(image.widthPixels()).isEqualTo(3);
		assertThat(image.samples()).containsExactly(0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 255, 0, 0, 0, 255, 0);
	}

	@Test
	void fillsTheGifCanvasWithTheTransparentColour() {
		RgbImage image = decode(ImageFixtures.gifWithCanvas("21f90401000002" + "00"));

		assertThat(image.samples()).startsWith(0, 0, 255, 0, 0, 255).endsWith(0, 0, 255);
	}

	@Test
	void takesGrayJpegSamplesAsStored() {
		BufferedImage flat = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
		flat.getRaster().setPixels(0, 0, 16, 16, Stream.generate(() -> 128).limit(256).mapToInt((v) -> v).toArray());

		assertThat(decode(ImageFixtures.encode(flat, "jpeg")).samples()).containsOnly(128);
	}

	@Test
	void ignoresColourProfilesOfJpeg() {
		byte[] jpeg = jpeg();
		byte[] profiled = ImageFixtures.withJpegSegment(jpeg, 0xe2,
				"ICC_PROFILE\0\1\1 no profile at all".getBytes(StandardCharsets.ISO_8859_1));

		assertThat(decode(profiled).samples()).isEqualTo(decode(jpeg).samples());
	}

	@Test
	void letsJfifWinOverAnAdobeMarker() {
		byte[] jpeg = jpeg();
		byte[] marked = ImageFixtures.withJpegSegment(jpeg, 0xee,
				"Adobe\0d\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1));

		assertThat(decode(marked).samples()).isEqualTo(decode(jpeg).samples());
	}

	@Test
	void readsProgressiveJpegLikeBaseline() {
		BufferedImage rgb = ImageFixtures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);

		assertThat(decode(ImageFixtures.progressiveJpeg(rgb)).samples())
			.isEqualTo(decode(ImageFixtures.encode(rgb, "jpeg")).samples());
	}

	@Test
	void refusesAJpegWithTooManyScans() {
		byte[] jpeg = ImageFixtures.progressiveJpeg(ImageFixtures.gradient(8, 8, BufferedImage.TYPE_BYTE_GRAY));
		int start = lastScan(jpeg);
		byte[] scan = Arrays.copyOfRange(jpeg, start, jpeg.length - 2);
		byte[] many = Arrays.copyOf(jpeg, jpeg.length + 100 * scan.length);
		for (int i = 0; i < 100; i++) {
			System.arraycopy(scan, 0, many, start + scan.length * (i + 1), scan.length);
		}
		System.arraycopy(jpeg, jpeg.length - 2, many, many.length - 2, 2);

		assertThat(refusal(many)).isEqualTo(FailureKind.UNDECODABLE_IMAGE);
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> decode(many)).withMessageContaining("scans");
	}

	@Test
	void refusesAJpegThatIsCutAnywhere() {
		byte[] jpeg = jpeg();

		for (int length = 3; length < jpeg.length; length++) {
			assertThat(refusal(Arrays.copyOf(jpeg, length))).isEqualTo(FailureKind.UNDECODABLE_IMAGE);
		}
	}

	@Test
	void refusesTooManyPixelsByTheHeaderAlone() {
		assertThat(refusal(ImageFixtures.pngHeader(46_000, 46_000))).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
		assertThat(refusal(ImageFixtures.pngHeader(65_536, 65_537))).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
	}

	@Test
	void refusesASideThatIsTooLong() {
		assertThat(refusal(ImageFixtures.pngHeader(70_000, 1))).isEqualTo(FailureKind.IMAGE_TOO_LARGE);
	}

	@Test
	void refusesAJpegThatTheDecoderGivesUpOnAfterAWarning() {
		byte[] progressive = ImageFixtures
			.progressiveJpeg(ImageFixtures.gradient(64, 48, BufferedImage.TYPE_3BYTE_BGR));
		byte[] damaged = ImageFixtures.withDamageBehindTheFirstScan(progressive);

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> ImageDecoder.open(damaged, new PixelLimit(10_000)).decode(Decoding.UNLIMITED))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNDECODABLE_IMAGE));
	}

	@Test
	void refusesAPngWhoseHeaderIsDamaged() {
		byte[] png = ImageFixtures.encode(ImageFixtures.gradient(4, 4, BufferedImage.TYPE_BYTE_GRAY), "png");
		png[19] ^= 1;

		assertThat(refusal(png)).isEqualTo(FailureKind.UNDECODABLE_IMAGE);
	}

	@Test
	void refusesAPngChunkThatIsLongerThanTheFile() {
		byte[] png = ImageFixtures.encode(ImageFixtures.gradient(4, 4, BufferedImage.TYPE_BYTE_INDEXED), "png");
		png[33] = 0x7f;

		assertThat(refusal(png)).isEqualTo(FailureKind.UNDECODABLE_IMAGE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "sPLT", "iCCP", "hIST", "tEXt", "zTXt", "eXIf", "tRNS" })
	void ignoresChunksOfPngBesideThePalette(String type) {
		byte[] png = ImageFixtures.encode(ImageFixtures.gradient(9, 9, BufferedImage.TYPE_BYTE_INDEXED), "png");

		assertThat(decode(ImageFixtures.withPngChunk(png, type, new byte[7])).samples())
			.isEqualTo(decode(png).samples());
	}

	@ParameterizedTest
	@ValueSource(strings = { "00", "40" })
	void readsNoMoreOfAGifThanItsPixels(String flags) {
		byte[] gif = HexFormat.of()
			.parseHex("474946383961" + "0100" + "0100" + "80" + "00" + "00" + "ff0000" + "00ff00" + "2c"
					+ "0000000001000100" + flags + "02" + "ff0c" + "00".repeat(254) + "ff00");

		assertThat(decode(gif).samples()).containsExactly(0, 255, 0);
	}

	@ParameterizedTest
	@MethodSource("oneOfEachFormat")
	void decodesOrRefusesWhateverIsDamaged(byte[] encoded) {
		Random random = new Random(7);
		for (int round = 0; round < 200; round++) {
			byte[] damaged = encoded.clone();
			for (int i = 0; i < 1 + round % 5; i++) {
				damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
			}
			assertThat(refusal(damaged)).isIn(null, FailureKind.UNDECODABLE_IMAGE, FailureKind.UNSUPPORTED_FORMAT,
					FailureKind.IMAGE_TOO_LARGE);
		}
	}

	@Test
	void tellsNothingOfTheDecoderInItsMessage() {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> decode(Arrays.copyOf(jpeg(), 100)))
			.withMessage("The JPEG image is damaged, incomplete or of a kind that is not read");
	}

	private static List<byte[]> oneOfEachFormat() {
		BufferedImage rgb = ImageFixtures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
		return List.of(ImageFixtures.encode(rgb, "jpeg"), ImageFixtures.progressiveJpeg(rgb),
				ImageFixtures.encode(rgb, "png"), ImageFixtures.encode(rgb, "gif"), ImageFixtures.encode(rgb, "bmp"));
	}

	private static byte[] jpeg() {
		return ImageFixtures.encode(ImageFixtures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR), "jpeg");
	}

	private static int lastScan(byte[] jpeg) {
		for (int i = jpeg.length - 2; i > 0; i--) {
			if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xda) {
				return i;
			}
		}
		throw new IllegalStateException("No scan");
	}

	private static byte[] expected(BufferedImage image, int shift, int... bands) {
		byte[] samples = new byte[image.getWidth() * image.getHeight() * 3];
		for (int i = 0; i < samples.length; i++) {
			int pixel = i / 3;
			int sample = image.getRaster().getSample(pixel % image.getWidth(), pixel / image.getWidth(), bands[i % 3]);
			samples[i] = (byte) (sample >> shift);
		}
		return samples;
	}

	private RgbImage decode(byte[] encoded) {
		return ImageDecoder.open(encoded, LIMIT).decode(Decoding.UNLIMITED);
	}

	private @Nullable FailureKind refusal(byte[] encoded) {
		try {
			RgbImage image = decode(encoded);
			assertThat(image.widthPixels()).isPositive();
			return null;
		}
		catch (ServiceException ex) {
			return ex.kind();
		}
	}

}
