package io.efficientnet.classifier.image;

/**
 * A picture whose samples are not rounded, and may lie a little outside 0..255, in the
 * order R, G, B, pixels by rows.
 */
final class RealImage {

	private final int widthPixels;

	private final int heightPixels;

	// [height][width][3]
	private final float[] samples;

	RealImage(int widthPixels, int heightPixels, float[] samples) {
		this.widthPixels = widthPixels;
		this.heightPixels = heightPixels;
		this.samples = samples;
	}

	int widthPixels() {
		return this.widthPixels;
	}

	int heightPixels() {
		return this.heightPixels;
	}

	float[] samples() {
		return this.samples;
	}

	/**
	 * The picture as people can look at it.
	 * @return samples rounded half up and clipped to 0..255
	 */
	RgbImage rounded() {
		byte[] rounded = new byte[this.samples.length];
		for (int i = 0; i < rounded.length; i++) {
			rounded[i] = (byte) Math.clamp((int) (this.samples[i] + 0.5f), 0, 255);
		}
		return new RgbImage(this.widthPixels, this.heightPixels, rounded);
	}

}
