package io.efficientnet.classifier.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import io.efficientnet.classifier.model.GoldenLogits;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What an executor has to show before it serves a model: as many finite logits as there
 * are classes, and the same as were stored when the model was made, or else as another
 * executor has.
 */
final class SelfTest {

	private static final long SEED = 1;

	private static final float LARGEST = 2;

	private static final float PIXEL_VALUES = 256;

	// Of values in 0..1 that are normalised; pixels in 0..255 have 1/255
	private static final double LEAST_DEVIATION = 0.02;

	private final ModelDescriptor model;

	private final @Nullable GoldenLogits golden;

	SelfTest(VerifiedModel model) {
		this.model = model.descriptor();
		this.golden = model.golden();
	}

	boolean hasGolden() {
		return this.golden != null;
	}

	/**
	 * The input: noise, since it makes every weight count, and the same on every machine.
	 * @return {@code [1][3][h][w]} in -2..2, or in 0..255 where the graph normalises
	 * pixels itself; in native memory
	 */
	Tensor image() {
		int resolution = this.model.preprocessing().crop();
		Tensor image = Tensor.allocate(Shape.of(1, 3, resolution, resolution));
		Random random = new Random((this.golden != null) ? this.golden.seed() : SEED);
		boolean pixels = takesPixels();
		for (int i = 0; i < image.data().limit(); i++) {
			float noise = random.nextFloat();
			image.data().put(i, pixels ? (float) Math.floor(PIXEL_VALUES * noise) : LARGEST * (2 * noise - 1));
		}
		return image;
	}

	private boolean takesPixels() {
		return this.model.preprocessing().std().stream().allMatch((std) -> std < LEAST_DEVIATION);
	}

	/**
	 * What speaks against logits by themselves.
	 * @param logits that an executor gave for the image
	 * @return the reason with the remedy, or null if there is none
	 */
	@Nullable String refusal(Tensor logits) {
		if (!logits.shape().equals(Shape.of(1, this.model.classes()))) {
			return "it gives logits " + logits.shape() + ", model.json says " + this.model.classes()
					+ " classes. Correct model.json, or convert the model again.";
		}
		for (float logit : logits.toArray()) {
			if (!Float.isFinite(logit)) {
				return "it gives logits that are not finite. Convert the model again, or choose another executor.";
			}
		}
		return null;
	}

	/**
	 * Keeps logits for the self-tests to come.
	 * @param logits for the image
	 * @param runtime that gave them
	 * @return what to store with the model
	 */
	GoldenLogits golden(Tensor logits, String runtime) {
		List<Float> values = new ArrayList<>();
		for (float logit : logits.toArray()) {
			values.add(logit);
		}
		return new GoldenLogits(this.model.graph().sha256(), runtime, SEED, values);
	}

	/**
	 * What speaks against logits beside those that are stored.
	 * @param logits that the executor gave
	 * @param executor whose tolerance counts
	 * @return the reason with the remedy, or null if there is none or nothing is stored
	 */
	@Nullable String departure(Tensor logits, ExecutorKind executor) {
		if (this.golden == null) {
			return null;
		}
		double tolerance = tolerance(executor);
		double deviations = deviations(logits.toArray(), this.golden.toArray());
		if (deviations <= tolerance) {
			return null;
		}
		return String.format(Locale.ROOT,
				"its logits differ from those that selftest.json has of %s by %.2g of their standard deviation, more "
						+ "than %.2g. Choose another executor, or convert the model again and report it.",
				this.golden.runtime(), deviations, tolerance);
	}

	/**
	 * What speaks against logits beside others. The tolerance of the model counts in
	 * standard deviations of the logits, so that it means the same for every model.
	 * @param logits that the executor to be judged gave
	 * @param trusted those of an executor that is believed
	 * @param name of that executor
	 * @return the reason with the remedy, or null if there is none
	 */
	@Nullable String disagreement(Tensor logits, Tensor trusted, ExecutorKind name) {
		double tolerance = tolerance(ExecutorKind.JAVA);
		double deviations = deviations(logits.toArray(), trusted.toArray());
		if (deviations <= tolerance) {
			return null;
		}
		return String.format(Locale.ROOT,
				"its logits differ from those of %s by %.2g of their standard deviation, more than %.2g. "
						+ "%s serves in its place; please report the model.",
				name.id(), deviations, tolerance, name.id());
	}

	/** Largest difference of logits, in their standard deviations. */
	double tolerance(ExecutorKind executor) {
		double stated = tolerance(this.model.tolerance(), executor);
		return (stated > 0) ? stated : tolerance(ModelDescriptor.Tolerance.DEFAULT, executor);
	}

	private static double tolerance(ModelDescriptor.Tolerance tolerance, ExecutorKind executor) {
		return switch (executor) {
			case CPU -> tolerance.cpu();
			case JAVA -> tolerance.java();
			case CUDA -> tolerance.cuda();
		};
	}

	/** Zero where both are equal, be they constant; never NaN. */
	static double deviations(float[] values, float[] expected) {
		double difference = largestDifference(values, expected);
		return (difference > 0) ? difference / standardDeviation(expected) : 0;
	}

	private static double largestDifference(float[] values, float[] expected) {
		double largest = 0;
		for (int i = 0; i < values.length; i++) {
			largest = Math.max(largest, Math.abs((double) values[i] - expected[i]));
		}
		return largest;
	}

	private static double standardDeviation(float[] values) {
		double mean = 0;
		for (float value : values) {
			mean += value / (double) values.length;
		}
		double squares = 0;
		for (float value : values) {
			squares += (value - mean) * (value - mean);
		}
		return Math.sqrt(squares / values.length);
	}

}
