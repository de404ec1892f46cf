package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.efficientnet.classifier.classification.Prediction;
import io.efficientnet.classifier.conversion.WeightSets;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.image.ImagePreprocessor;
import io.efficientnet.classifier.inference.Check;
import io.efficientnet.classifier.inference.ExecutorChecks;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.Sha256;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * A picture that executors have to agree on. Of the panda that the family's own examples
 * use, the answer of official weights is published.
 */
final class GoldenPicture {

	private static final String PANDA = "2389d1990f74682ab3fb7df3e31ef15d7da7cd0368f85c594f74c76a3eebc0ad";

	private static final int GIANT_PANDA = 388;

	private static final int IMAGENET_CLASSES = 1000;

	// TensorFlow's own crop and resampler gave them; Pillow's shifts them by a few
	// percent
	private static final Map<String, Double> PUBLISHED = Map.of("timm/tf_efficientnet_b0.in1k", 0.8275);

	private static final double TOLERANCE = 0.05;

	private static final long MOST_BYTES = 64L << 20;

	private static final long MOST_PIXELS = 50_000_000;

	private final String name;

	private final byte[] content;

	private final boolean isPanda;

	/**
	 * A picture in memory.
	 * @param name of the file
	 * @param content of the file
	 * @param isPanda whether it is that picture, byte by byte
	 */
	GoldenPicture(String name, byte[] content, boolean isPanda) {
		this.name = name;
		this.content = content;
		this.isPanda = isPanda;
	}

	static GoldenPicture read(Path file) throws IOException {
		if (Files.size(file) > MOST_BYTES) {
			throw new IOException(file.getFileName() + ": larger than 64 MB");
		}
		return new GoldenPicture(String.valueOf(file.getFileName()), Files.readAllBytes(file),
				Sha256.of(file).equals(PANDA));
	}

	/**
	 * Runs the picture.
	 * @param model that is checked
	 * @param executors on which it is open
	 * @return the executors' agreement, and the published answer where there is one
	 */
	List<Check> checks(VerifiedModel model, ExecutorChecks executors) {
		ModelDescriptor known = model.descriptor();
		Tensor image = Tensor.allocate(Shape.of(1, 3, known.preprocessing().crop(), known.preprocessing().crop()));
		try {
			ImagePreprocessor.withPixelLimit(MOST_PIXELS).prepare(this.content, known.preprocessing(), image.slice(0));
		}
		catch (ServiceException ex) {
			return List.of(Check.failed("picture", this.name + ": " + ex.getMessage(), "Give another picture."));
		}
		Map<ExecutorKind, Tensor> logits = executors.compare(image);
		List<Check> checks = new ArrayList<>(executors.agreement("picture", logits));
		logits.forEach((executor, answer) -> checks
			.add(golden(model, executor, Prediction.ranked(answer.slice(0).toArray(), model.labels(), 1).getFirst())));
		return checks;
	}

	private Check golden(VerifiedModel model, ExecutorKind executor, Prediction top) {
		ModelDescriptor known = model.descriptor();
		String title = "golden picture on " + executor.id();
		String found = String.format(Locale.ROOT, "%d %s, %.2f %%", top.index(), top.label(), 100 * top.probability());
		if (!this.isPanda) {
			return Check.skipped(title, found + "; no answer is published for this picture");
		}
		if (known.synthetic() || known.classes() != IMAGENET_CLASSES
				|| WeightSets.named(known.weights().source()).isEmpty()) {
			return Check.skipped(title, found + "; no answer is published for these weights");
		}
		Double published = PUBLISHED.get(known.weights().source());
		boolean near = published == null || Math.abs(top.probability() - published) <= TOLERANCE;
		if (top.index() == GIANT_PANDA && near) {
			return Check.ok(title, found);
		}
		return Check.failed(title,
				String.format(Locale.ROOT, "%s, published is 388 giant panda%s", found,
						(published != null) ? String.format(Locale.ROOT, ", %.2f %%", 100 * published) : ""),
				"See that preprocessing and weights in model.json are of one set, and convert it again.");
	}

}
