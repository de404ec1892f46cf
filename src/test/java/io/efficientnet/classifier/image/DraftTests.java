package io.efficientnet.classifier.image;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

class DraftTests {

	private static final PixelLimit LIMIT = new PixelLimit(10_000_000);

	private static final Preprocessing RECIPE = new Preprocessing("own", 40, Preprocessing.Mode.SHORTEST_SIDE,
			Preprocessing.Filter.BICUBIC, 32, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));

	private static final int CROP = 32;

	private final ImagePreprocessor exact = new ImagePreprocessor(DecodeRules.of(LIMIT));

	private final ImagePreprocessor drafting = new ImagePreprocessor(
			new DecodeRules(LIMIT, Duration.ofDays(1), true, true));

	@BeforeEach
	void needsLibjpegTurbo() {
		assumeThat(TurboJpeg.installed()).as("libjpeg-turbo of this machine").isNotNull();
	}

	@ParameterizedTest
	@CsvSource({ "800, 640, 8", "799, 633, 8", "799, 632, 4", "400, 320, 4", "400, 316, 2", "200, 160, 2", "200, 158, ",
			"60, 60, " })
	void leavesAtLeastTwiceTheRowsAndColumnsThatAreNeeded(int width, int height, @Nullable Integer expected) {
		PreparedImage prepared = prepare(this.drafting, jpeg(width, height));

		assertThat(prepared.draft()).isEqualTo(expected);
		assertThat(prepared.widthPixels()).isEqualTo(width);
		assertThat(prepared.heightPixels()).isEqualTo(height);
	}

	@ParameterizedTest
	@CsvSource({ "1, 1, 100, 80", "200, 160, 200, 160", "350, 100, 400, 320", "401, 1, 800, 640",
			"100, 161, 400, 320", })
	void decodesTheFewestPixelsThatSuffice(int leastWidth, int leastHeight, int width, int height) {
		RgbImage image = ImageDecoder.open(jpeg(800, 640), LIMIT)
			.draft(leastWidth, leastHeight)
			.decode(Decoding.UNLIMITED);

		assertThat(image.widthPixels()).isEqualTo(width);
		assertThat(image.heightPixels()).isEqualTo(height);
	}

	@Test
	void looksMuchLikeTheExactPicture() {
		byte[] jpeg = jpeg(800, 640);

		byte[] draft = prepare(this.drafting, jpeg).crop().samples();
		byte[] reference = prepare(this.exact, jpeg).crop().samples();

		long sum = 0;
		for (int i = 0; i < draft.length; i++) {
			sum += Math.abs((draft[i] & 0xff) - (reference[i] & 0xff));
		}
		assertThat(sum).isPositive();
		assertThat((double) sum / draft.length).isLessThan(3);
	}

	@Test
	void countsRowsOfTurnedPicturesAsTheyAreMeant() {
		byte[] sideways = ImageFixtures.withJpegSegment(jpeg(320, 640), 0xe1,
				HexFormat.of().parseHex("457869660000" + "4d4d002a000000080001" + "011200030000000100060000"));

		ImageDecoder decoder = ImageDecoder.open(sideways, LIMIT).upright().draft(160, 80);
		RgbImage image = decoder.decode(Decoding.UNLIMITED);

		assertThat(image.widthPixels()).isEqualTo(160);
		assertThat(image.heightPixels()).isEqualTo(80);
		assertThat(decoder.width()).isEqualTo(640);
	}

	@Test
	void leavesRecipesThatCropFirstAlone() {
		Preprocessing cropFirst = new Preprocessing("own", 40, Preprocessing.Mode.CROP_FIRST,
				Preprocessing.Filter.TF1_BICUBIC, CROP, RECIPE.mean(), RECIPE.std());
		Tensor drafted = Tensor.allocate(Shape.of(3, CROP, CROP));
		Tensor reference = Tensor.allocate(Shape.of(3, CROP, CROP));

		PreparedImage prepared = this.drafting.prepare(jpeg(800, 640), cropFirst, drafted);
		this.exact.prepare(jpeg(800, 640), cropFirst, reference);

		assertThat(prepared.draft()).isNull();
		assertThat(drafted.data().mismatch(reference.data())).isEqualTo(-1);
	}

	@Test
	void leavesOtherFormatsAndDecodersAlone() {
		byte[] png = ImageFixtures.encode(ImageFixtures.gradient(800, 640, BufferedImage.TYPE_3BYTE_BGR), "png");

		assertThat(prepare(this.drafting, png).draft()).isNull();
		assertThat(ImageDecoder.open(jpeg(800, 640), LIMIT, NativeDecoders.NONE)
			.draft(1, 1)
			.decode(Decoding.UNLIMITED)
			.widthPixels()).isEqualTo(800);
	}

	private static byte[] jpeg(int width, int height) {
		return ImageFixtures.encode(ImageFixtures.gradient(width, height, BufferedImage.TYPE_3BYTE_BGR), "jpeg");
	}

	private static PreparedImage prepare(ImagePreprocessor preprocessor, byte[] encoded) {
		return preprocessor.prepare(encoded, RECIPE, Tensor.allocate(Shape.of(3, CROP, CROP)));
	}

}
