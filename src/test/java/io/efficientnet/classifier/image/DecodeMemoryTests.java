package io.efficientnet.classifier.image;

import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import io.efficientnet.classifier.image.ResizeRequest.Box;
import io.efficientnet.classifier.image.ResizeRequest.Window;
import io.efficientnet.classifier.model.Preprocessing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** The estimates, against what the thread really allocates. */
class DecodeMemoryTests {

	private static final PixelLimit LIMIT = new PixelLimit(50_000_000);

	// buffers, tables and one small object for each row, whatever the size of the picture
	private static final long SMALL_CHANGE = 2 << 20;

	private static final int WIDTH = 2_400;

	private static final int HEIGHT = 1_600;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	@ParameterizedTest(name = "{0}")
	@MethodSource("images")
	void allocatesNoMoreThanEstimated(String name, int rowGarbage, byte[] encoded) {
		ImageDecoder.open(encoded, LIMIT).decode(Decoding.UNLIMITED);
		ImageDecoder decoder = ImageDecoder.open(encoded, LIMIT);

		long allocated = allocated(() -> decoder.decode(Decoding.UNLIMITED));

		assertThat(allocated).as(name).isGreaterThan(RgbImage.bytes(WIDTH, HEIGHT) - 1);
		assertThat(allocated).as(name)
			.isLessThan(decoder.memoryBytes() + (long) WIDTH * HEIGHT * rowGarbage + SMALL_CHANGE);
	}

	@ParameterizedTest
	@CsvSource({ "SHORTEST_SIDE, 2400, 1600, BICUBIC", "SHORTEST_SIDE, 1600, 2400, BILINEAR",
			"SQUASH, 30000, 100, LANCZOS", "SQUASH, 100, 30000, BICUBIC", "SQUASH, 3000, 3000, BOX",
			"SQUASH, 3000, 3000, NEAREST" })
	void resizesWithNoMoreThanEstimated(Preprocessing.Mode mode, int width, int height, Preprocessing.Filter filter) {
		Preprocessing recipe = new Preprocessing("own", 256, mode, filter, 224, List.of(0.5, 0.5, 0.5),
				List.of(0.5, 0.5, 0.5));
		RgbImage image = new RgbImage(width, height, new byte[width * height * 3]);
		ResizeRequest request = ResizeRequest.of(recipe, width, height, LIMIT);
		// vectors leave garbage until they are compiled
		PillowResampler warm = new PillowResampler(ScalarPasses::new);
		warm.resample(new RgbImage(1, 1, new byte[3]),
				new ResizeRequest(filter, Box.whole(1, 1), 1, 1, Window.whole(1, 1)));
		PillowResampler resampler = new PillowResampler(ScalarPasses::new);

		long allocated = allocated(() -> resampler.resample(image, request));

		assertThat(allocated).isLessThan(request.memoryBytes() + SMALL_CHANGE);
	}

	@ParameterizedTest
	@CsvSource({ "CROP_FIRST, 3000, 2000", "CROP_FIRST, 20, 20", "SQUASH, 30000, 100" })
	void resizesAsTensorFlowWithNoMoreThanEstimated(Preprocessing.Mode mode, int width, int height) {
		Preprocessing recipe = new Preprocessing("own", 632, mode, Preprocessing.Filter.TF1_BICUBIC, 600,
				List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));
		RgbImage image = new RgbImage(width, height, new byte[width * height * 3]);
		ResizeRequest request = ResizeRequest.of(recipe, width, height, LIMIT);

		long allocated = allocated(() -> LegacyBicubic.resample(image, request).rounded());

		assertThat(allocated).isGreaterThan(600 * 600 * 3 * (Float.BYTES + 1)).isLessThan(request.memoryBytes() + 1000);
	}

	@Test
	void holdsNoMoreOnVectorsThanEstimated() {
		VectorPasses passes = new VectorPasses();
		RgbImage image = new RgbImage(WIDTH, 16, new byte[WIDTH * 16 * 3]);

		new PillowResampler(() -> passes).resample(image,
				new ResizeRequest(Preprocessing.Filter.BICUBIC, Box.whole(WIDTH, 16), 300, 8, Window.whole(300, 8)));

		assertThat(passes.bytesHeld()).isPositive().isLessThan((int) ScalarPasses.mostBytes(WIDTH, 300));
	}

	@Test
	void countsTheCoefficientsOfProgressiveJpegsBesideTheHeap() {
		BufferedImage rgb = ImageFixtures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
		byte[] baseline = ImageFixtures.encode(rgb, "jpeg");
		byte[] progressive = ImageFixtures.progressiveJpeg(rgb);

		long difference = ImageDecoder.open(progressive, LIMIT, NativeDecoders.NONE).memoryBytes()
				- ImageDecoder.open(baseline, LIMIT, NativeDecoders.NONE).memoryBytes() - progressive.length
				+ baseline.length;

		// 16 bits for each of 1 + 1/4 + 1/4 samples of a pixel
		assertThat(difference).isEqualTo(3L * WIDTH * HEIGHT);
	}

	@Test
	void countsTheCoefficientsOfEveryJpegThatIsNotDecodedAsItIsRead() {
		BufferedImage rgb = ImageFixtures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
		byte[] progressive = ImageFixtures.progressiveJpeg(rgb);
		byte[] baseline = ImageFixtures.encode(rgb, "jpeg");

		assertThat(memoryBytes(ImageFixtures.withMarker(progressive, 0xc2, 0xca))).isEqualTo(memoryBytes(progressive));
		assertThat(memoryBytes(ImageFixtures.withScanOfFirstComponent(baseline)) - memoryBytes(baseline))
			.isGreaterThan(3L * WIDTH * HEIGHT - 100);
	}

	@Test
	void countsWhatTheDecodersOfWebpHoldForEachPixel() {
		byte[] webp = WebpFixture.file(WebpFixture.flat(WIDTH, HEIGHT, 16_384));
		ImageDecoder.open(webp, LIMIT, NativeDecoders.NONE).decode(Decoding.UNLIMITED);
		ImageDecoder byJava = ImageDecoder.open(webp, LIMIT, NativeDecoders.NONE);

		long allocated = allocated(() -> byJava.decode(Decoding.UNLIMITED));

		assertThat(allocated).isLessThan(byJava.memoryBytes() + SMALL_CHANGE);
		assertThat(ImageDecoder.open(webp, LIMIT).memoryBytes())
			.isGreaterThan(RgbImage.bytes(WIDTH, HEIGHT) + 4L * WIDTH * HEIGHT);
	}

	@Test
	void countsTheCodesOfALosslessWebpThatIsMadeToBeCostly() {
		byte[] webp = WebpFixture.file(WebpFixture.manyCodeSets(256));
		ImageDecoder byJava = ImageDecoder.open(webp, LIMIT, NativeDecoders.NONE);

		long allocated = allocated(() -> byJava.decode(Decoding.UNLIMITED));

		assertThat(allocated).isGreaterThan(20 << 20).isLessThan(byJava.memoryBytes() + SMALL_CHANGE);
	}

	@Test
	void letsACostlyFileWaitForOthersButRefusesItNot() {
		LibWebp library = LibWebp.installed();
		assumeThat(library).as("libwebp of this machine").isNotNull();
		byte[] costly = WebpFixture.file(WebpFixture.manyCodeSets(1_024));

		ImageDecoder decoder = ImageDecoder.open(costly, LIMIT, new NativeDecoders(null, library));

		assertThat(decoder.memoryBytes()).isLessThan(20 << 20);
		assertThat(decoder.rareBytes()).isEqualTo(65_536 * LibWebp.CODE_SET_BYTES);
		assertThat(decoder.decode(Decoding.UNLIMITED).widthPixels()).isEqualTo(1_024);
	}

	private static long memoryBytes(byte[] encoded) {
		return ImageDecoder.open(encoded, LIMIT).memoryBytes();
	}

	/**
	 * Name, bytes of a pixel that ImageIO allocates for each row and drops after it,
	 * file.
	 */
	private static Stream<Arguments> images() {
		BufferedImage rgb = ImageFixtures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
		BufferedImage gray = ImageFixtures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
		byte[] palette = ImageFixtures.encode(ImageFixtures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED),
				"png");
		byte[] suggested = new byte[4 << 20];
		new Random(7).nextBytes(suggested);
		suggested[1] = 0;
		suggested[2] = 8;
		return Stream.of(arguments("baseline JPEG", 0, ImageFixtures.encode(rgb, "jpeg")),
				arguments("progressive JPEG", 0, ImageFixtures.progressiveJpeg(rgb)),
				arguments("gray JPEG", 0, ImageFixtures.encode(gray, "jpeg")),
				arguments("RGB PNG", 3, ImageFixtures.encode(rgb, "png")),
				arguments("gray PNG", 0, ImageFixtures.encode(gray, "png")), arguments("palette PNG", 0, palette),
				arguments("palette PNG with much metadata", 0, ImageFixtures.withPngChunk(palette, "sPLT", suggested)),
				arguments("RGB PNG with a transparent colour", 3,
						ImageFixtures.withPngChunk(ImageFixtures.encode(rgb, "png"), "tRNS", new byte[6])),
				arguments("16-bit gray PNG", 0,
						ImageFixtures.encode(ImageFixtures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY),
								"png")),
				arguments("16-bit RGBA PNG", 1, ImageFixtures.encode(ImageFixtures.rgba16(WIDTH, HEIGHT), "png")),
				arguments("RGB TIFF", 0, TiffFixture.rgb(WIDTH, HEIGHT).file(new byte[WIDTH * HEIGHT * 3])),
				arguments("sideways deflated TIFF", 0,
						TiffFixture.rgb(HEIGHT, WIDTH)
							.with(TiffFixture.ORIENTATION, 6)
							.with(TiffFixture.COMPRESSION, 8)
							.file(TiffFixture.deflated(new byte[WIDTH * HEIGHT * 3]))),
				arguments("GIF", 0, ImageFixtures.encode(gray, "gif")),
				arguments("24-bit BMP", 0, ImageFixtures.encode(rgb, "bmp")),
				arguments("16-bit BMP", 0,
						ImageFixtures.encode(ImageFixtures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_565_RGB),
								"bmp")),
				arguments("bilevel BMP", 0, ImageFixtures
					.encode(ImageFixtures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY), "bmp")));
	}

	private long allocated(Runnable work) {
		long before = this.threads.getCurrentThreadAllocatedBytes();
		work.run();
		return this.threads.getCurrentThreadAllocatedBytes() - before;
	}

}
