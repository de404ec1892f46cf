package io.efficientnet.classifier.image;

/**
 * The picture that a frame is a part of.
 *
 * @param width in pixels
 * @param height in pixels
 * @param colour of what the frame leaves out, as {@code 0xRRGGBB}; higher bits are
 * ignored
 */
record Canvas(int width, int height, int colour) {

	private static final int CHANNELS = RgbImage.CHANNELS;

	/**
	 * Puts a frame in its place.
	 * @param frame lies within the canvas
	 * @param left first column of the frame
	 * @param top first row of the frame
	 * @return the whole picture, which may be the frame itself
	 */
	RgbImage with(RgbImage frame, int left, int top) {
		if (frame.widthPixels() == this.width && frame.heightPixels() == this.height) {
			return frame;
		}
		byte[] canvas = filled();
		int length = frame.widthPixels() * CHANNELS;
		for (int y = 0; y < frame.heightPixels(); y++) {
			int to = ((top + y) * this.width + left) * CHANNELS;
			System.arraycopy(frame.samples(), y * length, canvas, to, length);
		}
		return new RgbImage(this.width, this.height, canvas);
	}

	private byte[] filled() {
		byte[] samples = new byte[this.width * this.height * CHANNELS];
		if (this.colour << 8 != 0) {
			byte[] rgb = { (byte) (this.colour >> 16), (byte) (this.colour >> 8), (byte) this.colour };
			for (int i = 0; i < samples.length; i++) {
				samples[i] = rgb[i % CHANNELS];
			}
		}
		return samples;
	}

}
