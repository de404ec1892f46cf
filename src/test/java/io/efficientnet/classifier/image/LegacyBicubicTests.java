package io.efficientnet.classifier.image;

import java.util.Arrays;

import io.efficientnet.classifier.image.ResizeRequest.Box;
import io.efficientnet.classifier.image.ResizeRequest.Window;
import io.efficientnet.classifier.model.Preprocessing;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What can be said of it without TensorFlow; its bits are in the golden tests. */
class LegacyBicubicTests {

	@Test
	void keepsAPictureOfTheSameSize() {
		RgbImage image = ramp(7, 5);

		RealImage same = resample(image, Box.whole(7, 5), 7, 5);

		assertThat(same.rounded().samples()).isEqualTo(image.samples());
	}

	@Test
	void picksPixelsWhereItShrinksByAWholeNumber() {
		RealImage half = resample(ramp(8, 8), Box.whole(8, 8), 4, 4);

		// neither smoothed nor at half pixels
		assertThat(half.samples()[0]).isZero();
		assertThat(half.samples()[3]).isEqualTo(2 * 3);
		assertThat(half.samples()[4 * 3]).isEqualTo(2 * 8 * 3);
	}

	@Test
	void overshootsAtEdgesAndClipsOnlyForTheEye() {
		byte[] edge = new byte[4 * 3];
		Arrays.fill(edge, 6, 12, (byte) 255);

		RealImage wide = resample(new RgbImage(4, 1, edge), Box.whole(4, 1), 8, 1);

		// between the two dark pixels, and between the two light ones
		assertThat(wide.samples()[1 * 3]).isEqualTo(255 * -0.09375f);
		assertThat(wide.samples()[5 * 3]).isEqualTo(255 * 1.09375f);
		assertThat(wide.rounded().samples()[1 * 3]).isZero();
		assertThat(wide.rounded().samples()[5 * 3]).isEqualTo((byte) 255);
	}

	@Test
	void seesNothingOutsideTheBox() {
		RgbImage image = ramp(9, 9);
		byte[] inner = new byte[3 * 3 * 3];
		for (int y = 0; y < 3; y++) {
			System.arraycopy(image.samples(), ((y + 4) * 9 + 2) * 3, inner, y * 9, 9);
		}

		RealImage boxed = resample(image, new Box(2, 4, 5, 7), 11, 11);

		assertThat(boxed.samples()).isEqualTo(resample(new RgbImage(3, 3, inner), Box.whole(3, 3), 11, 11).samples());
	}

	@Test
	void computesAWindowAsPartOfTheWhole() {
		RgbImage image = ramp(9, 9);
		RealImage whole = resample(image, Box.whole(9, 9), 20, 20);

		RealImage part = LegacyBicubic.resample(image,
				new ResizeRequest(Preprocessing.Filter.TF1_BICUBIC, Box.whole(9, 9), 20, 20, new Window(6, 3, 5, 4)));

		assertThat(part.widthPixels()).isEqualTo(5);
		assertThat(part.heightPixels()).isEqualTo(4);
		for (int y = 0; y < 4; y++) {
			for (int i = 0; i < 5 * 3; i++) {
				assertThat(part.samples()[y * 5 * 3 + i]).isEqualTo(whole.samples()[((y + 3) * 20 + 6) * 3 + i]);
			}
		}
	}

	private static RealImage resample(RgbImage image, Box box, int width, int height) {
		return LegacyBicubic.resample(image,
				new ResizeRequest(Preprocessing.Filter.TF1_BICUBIC, box, width, height, Window.whole(width, height)));
	}

	private static RgbImage ramp(int width, int height) {
		byte[] samples = new byte[width * height * 3];
		for (int i = 0; i < samples.length; i++) {
			samples[i] = (byte) i;
		}
		return new RgbImage(width, height, samples);
	}

}
