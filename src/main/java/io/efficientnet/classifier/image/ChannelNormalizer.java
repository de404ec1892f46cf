package io.efficientnet.classifier.image;

import java.nio.FloatBuffer;

import io.efficientnet.classifier.model.Preprocessing;

/**
 * Samples to input of a network, with true float32 divisions. Whole samples become
 * {@code (sample / 255 - mean) / std}, bit for bit as torch does it, looked up by channel
 * and sample; others {@code (sample - 255 * mean) / (255 * std)}, as the original
 * TensorFlow code does it.
 */
final class ChannelNormalizer {

	private static final int CHANNELS = RgbImage.CHANNELS;

	// [3][256]
	private final float[][] normalized = new float[CHANNELS][256];

	// for samples in 0..255
	private final float[] means = new float[CHANNELS];

	private final float[] deviations = new float[CHANNELS];

	ChannelNormalizer(Preprocessing recipe) {
		for (int channel = 0; channel < CHANNELS; channel++) {
			float mean = recipe.mean().get(channel).floatValue();
			float std = recipe.std().get(channel).floatValue();
			this.means[channel] = (float) (recipe.mean().get(channel) * 255);
			this.deviations[channel] = (float) (recipe.std().get(channel) * 255);
			for (int sample = 0; sample < 256; sample++) {
				this.normalized[channel][sample] = (sample / 255f - mean) / std;
			}
		}
	}

	/**
	 * Writes a picture as planes.
	 * @param image source
	 * @param planes {@code [3][height][width]}, from index 0
	 */
	void normalize(RgbImage image, FloatBuffer planes) {
		byte[] samples = image.samples();
		float[] row = new float[image.widthPixels()];
		int to = 0;
		for (int channel = 0; channel < CHANNELS; channel++) {
			float[] table = this.normalized[channel];
			int i = channel;
			for (int y = 0; y < image.heightPixels(); y++) {
				for (int x = 0; x < row.length; x++, i += CHANNELS) {
					row[x] = table[samples[i] & 0xff];
				}
				planes.put(to, row);
				to += row.length;
			}
		}
	}

	/**
	 * Writes a picture as planes.
	 * @param image source
	 * @param planes {@code [3][height][width]}, from index 0
	 */
	void normalize(RealImage image, FloatBuffer planes) {
		float[] samples = image.samples();
		float[] row = new float[image.widthPixels()];
		int to = 0;
		for (int channel = 0; channel < CHANNELS; channel++) {
			int i = channel;
			for (int y = 0; y < image.heightPixels(); y++) {
				for (int x = 0; x < row.length; x++, i += CHANNELS) {
					row[x] = (samples[i] - this.means[channel]) / this.deviations[channel];
				}
				planes.put(to, row);
				to += row.length;
			}
		}
	}

}
