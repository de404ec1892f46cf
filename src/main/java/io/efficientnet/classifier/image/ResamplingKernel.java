package io.efficientnet.classifier.image;

import io.efficientnet.classifier.model.Preprocessing;

/**
 * The filter functions of Pillow's {@code Resample.c}, by distance from the centre in
 * pixels of the coarser side.
 */
enum ResamplingKernel {

	BOX(0.5) {
		@Override
		double weight(double distance) {
			return (distance > -0.5 && distance <= 0.5) ? 1 : 0;
		}
	},

	BILINEAR(1) {
		@Override
		double weight(double distance) {
			return Math.max(0, 1 - Math.abs(distance));
		}
	},

	HAMMING(1) {
		@Override
		double weight(double distance) {
			double x = Math.abs(distance);
			if (x >= 1) {
				return 0;
			}
			// the constants are float in the original
			return (x != 0) ? sinc(x) * (0.54f + 0.46f * StrictMath.cos(x * Math.PI)) : 1;
		}
	},

	BICUBIC(2) {
		@Override
		double weight(double distance) {
			double x = Math.abs(distance);
			if (x < 1) {
				return ((SHARPNESS + 2) * x - (SHARPNESS + 3)) * x * x + 1;
			}
			return (x < 2) ? (((x - 5) * x + 8) * x - 4) * SHARPNESS : 0;
		}
	},

	LANCZOS(3) {
		@Override
		double weight(double distance) {
			return (distance >= -3 && distance < 3) ? sinc(distance) * sinc(distance / 3) : 0;
		}
	};

	private static final double SHARPNESS = -0.5;

	private final double support;

	ResamplingKernel(double support) {
		this.support = support;
	}

	abstract double weight(double distance);

	double support() {
		return this.support;
	}

	static ResamplingKernel of(Preprocessing.Filter filter) {
		return switch (filter) {
			case BOX -> BOX;
			case BILINEAR -> BILINEAR;
			case HAMMING -> HAMMING;
			case BICUBIC -> BICUBIC;
			case LANCZOS -> LANCZOS;
			case NEAREST -> throw new IllegalArgumentException("Nearest picks pixels, it does not weigh them");
			case TF1_BICUBIC -> throw new IllegalArgumentException("Pillow has no filter of TensorFlow");
		};
	}

	private static double sinc(double x) {
		return (x != 0) ? StrictMath.sin(x * Math.PI) / (x * Math.PI) : 1;
	}

}
