package io.efficientnet.classifier.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import javax.imageio.IIOException;

/**
 * The colour spaces of JPEG files, with the conversions to RGB that libjpeg
 * ({@code jdcolor.c}) and Pillow ({@code Convert.c}) apply to their samples.
 */
enum JpegColours {

	GRAY {
		@Override
		byte[] toRgb(byte[] samples) {
			byte[] rgb = new byte[samples.length * 3];
			for (int i = 0, o = 0; i < samples.length; i++) {
				rgb[o++] = samples[i];
				rgb[o++] = samples[i];
				rgb[o++] = samples[i];
			}
			return rgb;
		}
	},

	RGB {
		@Override
		byte[] toRgb(byte[] samples) {
			return samples;
		}
	},

	YCC {
		@Override
		byte[] toRgb(byte[] samples) {
			for (int i = 0; i < samples.length; i += 3) {
				int luma = samples[i] & 0xff;
				int blueness = samples[i + 1] & 0xff;
				int redness = samples[i + 2] & 0xff;
				samples[i] = (byte) red(luma, redness);
				samples[i + 1] = (byte) green(luma, blueness, redness);
				samples[i + 2] = (byte) blue(luma, blueness);
			}
			return samples;
		}
	},

	CMYK {
		@Override
		byte[] toRgb(byte[] samples) {
			byte[] rgb = new byte[samples.length / 4 * 3];
			for (int i = 0, o = 0; i < samples.length; i += 4) {
				// Pillow takes every such file as stored inverted
				int white = samples[i + 3] & 0xff;
				rgb[o++] = (byte) inked(white, 255 - (samples[i] & 0xff));
				rgb[o++] = (byte) inked(white, 255 - (samples[i + 1] & 0xff));
				rgb[o++] = (byte) inked(white, 255 - (samples[i + 2] & 0xff));
			}
			return rgb;
		}
	},

	YCCK {
		@Override
		byte[] toRgb(byte[] samples) {
			byte[] rgb = new byte[samples.length / 4 * 3];
			for (int i = 0, o = 0; i < samples.length; i += 4) {
				int luma = samples[i] & 0xff;
				int blueness = samples[i + 1] & 0xff;
				int redness = samples[i + 2] & 0xff;
				int white = samples[i + 3] & 0xff;
				rgb[o++] = (byte) inked(white, red(luma, redness));
				rgb[o++] = (byte) inked(white, green(luma, blueness, redness));
				rgb[o++] = (byte) inked(white, blue(luma, blueness));
			}
			return rgb;
		}
	};

	private static final int FRACTION_BITS = 16;

	private static final int HALF = 1 << (FRACTION_BITS - 1);

	/**
	 * Converts decoded samples, whose array it may reuse.
	 * @param samples interleaved, as stored
	 * @return interleaved RGB
	 */
	abstract byte[] toRgb(byte[] samples);

	private static int red(int luma, int redness) {
		return clip(luma + ((fixed(1.402) * (redness - 128) + HALF) >> FRACTION_BITS));
	}

	private static int green(int luma, int blueness, int redness) {
		return clip(luma
				+ ((-fixed(0.34414) * (blueness - 128) - fixed(0.71414) * (redness - 128) + HALF) >> FRACTION_BITS));
	}

	private static int blue(int luma, int blueness) {
		return clip(luma + ((fixed(1.772) * (blueness - 128) + HALF) >> FRACTION_BITS));
	}

	private static int fixed(double factor) {
		return (int) (factor * (1 << FRACTION_BITS) + 0.5);
	}

	/** One colour of CMYK that is not inverted, as Pillow makes it. */
	static int inked(int white, int ink) {
		int product = white * ink + 128;
		return white - (((product >> 8) + product) >> 8);
	}

	private static int clip(int value) {
		return Math.max(0, Math.min(255, value));
	}

	/**
	 * What the header says about colours, judged by the rules of libjpeg
	 * ({@code jdapimin.c}): JFIF, then the last Adobe marker, then component ids.
	 */
	static final class Evidence {

		private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);

		private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);

		private static final byte[] RGB_IDS = "RGB".getBytes(StandardCharsets.US_ASCII);

		private static final int JFIF_LENGTH = 14;

		private static final int ADOBE_LENGTH = 12;

		private static final int UNKNOWN_TRANSFORM = -1;

		private boolean jfif;

		private int adobeTransform = UNKNOWN_TRANSFORM;

		private byte[] componentIds = {};

		void readJfif(byte[] file, int start, int end) {
			this.jfif |= end - start >= JFIF_LENGTH && startsWith(file, start, JFIF);
		}

		void readAdobe(byte[] file, int start, int end) {
			if (end - start >= ADOBE_LENGTH && startsWith(file, start, ADOBE)) {
				this.adobeTransform = file[start + ADOBE_LENGTH - 1] & 0xff;
			}
		}

		void readComponents(byte[] file, int start, int components) {
			this.componentIds = new byte[components];
			for (int i = 0; i < components; i++) {
				this.componentIds[i] = file[start + 3 * i];
			}
		}

		JpegColours colours() throws IIOException {
			return switch (this.componentIds.length) {
				case 1 -> GRAY;
				case 3 -> isRgb() ? RGB : YCC;
				case 4 -> (this.adobeTransform == 0 || this.adobeTransform == UNKNOWN_TRANSFORM) ? CMYK : YCCK;
				default -> throw new IIOException("Neither one, three nor four components");
			};
		}

		private boolean isRgb() {
			if (this.jfif) {
				return false;
			}
			return (this.adobeTransform != UNKNOWN_TRANSFORM) ? this.adobeTransform == 0
					: Arrays.equals(this.componentIds, RGB_IDS);
		}

		private static boolean startsWith(byte[] file, int start, byte[] text) {
			return Arrays.equals(file, start, start + text.length, text, 0, text.length);
		}

	}

}
