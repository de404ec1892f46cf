package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * Runs a model of eight bits beside the one it was made of, before it is installed: it
 * has to open here, and to say much the same of a few pictures.
 */
final class EightBitTrial {

	private static final int MOST_PICTURES = 8;

	/**
	 * Root mean square of the differences in standard deviations of the float32 logits.
	 * Lite0, B0 and B4 differ by 0.08 to 0.11, by 0.42 to 0.62 on kernels that overflow,
	 * and logits that have nothing to do with each other by 1.4.
	 */
	private static final double MOST_DIFFERENCE = 0.35;

	private final IntFunction<List<BackendFactory>> factories;

	private final List<Path> pictures;

	/**
	 * A trial to come.
	 * @param factories of all executors there are, by the threads of one run
	 * @param pictures files, of which the first few are shown
	 */
	EightBitTrial(IntFunction<List<BackendFactory>> factories, List<Path> pictures) {
		this.factories = factories;
		this.pictures = pictures.subList(0, Math.min(MOST_PICTURES, pictures.size()));
	}

	/**
	 * Compares both on the cpu executor.
	 * @param original of float32
	 * @param narrowed of eight bits
	 * @throws IOException if a picture cannot be read
	 * @throws ServiceException {@code INVALID_REQUEST} with the reason if the second
	 * cannot be opened or says something else
	 */
	void run(VerifiedModel original, VerifiedModel narrowed) throws IOException {
		try (InferenceBackend expected = open(original, "float32");
				InferenceBackend found = open(narrowed, "eight bits")) {
			double difference = difference(original.descriptor(), expected, found);
			// not finite also where the eight bits give no numbers
			if (!(difference <= MOST_DIFFERENCE)) {
				throw refusal(String.format(Locale.ROOT,
						"the logits of eight bits differ from those of float32 by %.2g of their standard deviation, "
								+ "at most %.2g is sound; calibrate with other pictures, and report it",
						difference, MOST_DIFFERENCE));
			}
		}
	}

	private InferenceBackend open(VerifiedModel model, String kind) {
		BackendFactory cpu = this.factories.apply(Runtime.getRuntime().availableProcessors())
			.stream()
			.filter((factory) -> factory.executor() == ExecutorKind.CPU)
			.findFirst()
			.orElseThrow(() -> refusal("this build has no cpu executor"));
		return switch (cpu.open(model)) {
			case BackendFactory.Available(InferenceBackend backend) -> backend;
			case BackendFactory.Unavailable(String reason, String _) ->
				throw refusal("the cpu executor cannot open the graph of " + kind + ": " + reason);
		};
	}

	private double difference(ModelDescriptor model, InferenceBackend expected, InferenceBackend found)
			throws IOException {
		PicturePreparation preparation = new PicturePreparation();
		int side = model.preprocessing().crop();
		Tensor image = Tensor.allocate(Shape.of(1, 3, side, side));
		double squares = 0;
		double variances = 0;
		for (Path picture : this.pictures) {
			preparation.prepare(picture, model.preprocessing(), image.slice(0));
			float[] trusted = expected.infer(image, Set.of()).logits().toArray();
			float[] judged = found.infer(image, Set.of()).logits().toArray();
			if (judged.length != trusted.length) {
				throw refusal("the graph of eight bits gives %d logits for %d classes".formatted(judged.length,
						trusted.length));
			}
			squares += squares(judged, trusted);
			variances += squares(trusted, mean(trusted));
		}
		return (squares > 0) ? Math.sqrt(squares / variances) : squares;
	}

	private static double squares(float[] values, float[] others) {
		double sum = 0;
		for (int i = 0; i < values.length; i++) {
			double difference = (double) values[i] - others[i];
			sum += difference * difference;
		}
		return sum;
	}

	private static double squares(float[] values, double mean) {
		double sum = 0;
		for (float value : values) {
			sum += (value - mean) * (value - mean);
		}
		return sum;
	}

	private static double mean(float[] values) {
		double sum = 0;
		for (float value : values) {
			sum += value;
		}
		return sum / values.length;
	}

	private static ServiceException refusal(String reason) {
		return new ServiceException(FailureKind.INVALID_REQUEST, "Nothing was installed: " + reason);
	}

}
