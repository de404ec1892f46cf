package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import io.efficientnet.classifier.classification.Prediction;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Tensor;

/** What two models say of the same pictures, each of which sees them in its own way. */
final class PictureComparison {

	private final PicturePreparation preparation = new PicturePreparation();

	private final Contestant first;

	private final Contestant second;

	private int images;

	private int agreements;

	private double largest;

	private double sum;

	PictureComparison(Contestant first, Contestant second) {
		this.first = first;
		this.second = second;
	}

	/**
	 * Compares the answers about all pictures.
	 * @param pictures files
	 * @param progress shows which one is under way
	 * @throws IOException if one cannot be read
	 */
	void show(List<Path> pictures, Progress progress) throws IOException {
		for (Path picture : pictures) {
			progress.show("Comparing: picture " + (this.images + 1) + " of " + pictures.size());
			add(this.first.probabilities(picture, this.preparation),
					this.second.probabilities(picture, this.preparation));
		}
		progress.clear();
	}

	private void add(double[] expected, double[] found) {
		double difference = 0;
		for (int i = 0; i < expected.length; i++) {
			difference = Math.max(difference, Math.abs(expected[i] - found[i]));
		}
		this.images++;
		this.agreements += (best(expected) == best(found)) ? 1 : 0;
		this.largest = Math.max(this.largest, difference);
		this.sum += difference;
	}

	int images() {
		return this.images;
	}

	/**
	 * Pictures with the same first class.
	 * @return in percent
	 */
	double top1Agreement() {
		return 100.0 * this.agreements / this.images;
	}

	/**
	 * Greatest difference of a probability.
	 * @return 0..1
	 */
	double largestDifference() {
		return this.largest;
	}

	/**
	 * Greatest difference of a probability, averaged over the pictures.
	 * @return 0..1
	 */
	double meanDifference() {
		return this.sum / this.images;
	}

	private static int best(double[] probabilities) {
		int best = 0;
		for (int i = 1; i < probabilities.length; i++) {
			best = (probabilities[i] > probabilities[best]) ? i : best;
		}
		return best;
	}

	/**
	 * A model on an executor.
	 *
	 * @param model what it is
	 * @param backend runs it
	 * @param image {@code [1][3][crop][crop]}, overwritten by each picture
	 */
	record Contestant(VerifiedModel model, InferenceBackend backend, Tensor image) {

		double[] probabilities(Path picture, PicturePreparation preparation) throws IOException {
			Preprocessing recipe = this.model.descriptor().preprocessing();
			preparation.prepare(picture, recipe, this.image.slice(0));
			float[] logits = this.backend.infer(this.image, Set.of()).logits().toArray();
			double[] probabilities = new double[logits.length];
			for (Prediction prediction : Prediction.ranked(logits, this.model.labels(), logits.length)) {
				probabilities[prediction.index()] = prediction.probability();
			}
			return probabilities;
		}

		Runnable run() {
			return () -> this.backend.infer(this.image, Set.of());
		}

	}

}
