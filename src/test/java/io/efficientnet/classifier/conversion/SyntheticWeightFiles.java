package io.efficientnet.classifier.conversion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.tensor.Shape;

/** Files of weights by the formula of the goldens, for tests of other packages. */
public final class SyntheticWeightFiles {

	private SyntheticWeightFiles() {
	}

	/**
	 * Writes a file as it might come from a training.
	 * @param file to write
	 * @param variant of the network
	 * @param classes outputs of the classifier
	 * @param source whose names are used
	 * @return the file
	 * @throws IOException if it cannot be written
	 */
	public static Path write(Path file, EfficientNetVariant variant, int classes, WeightSource source)
			throws IOException {
		return SafetensorsFixtures.write(file, new SyntheticWeights(variant.spec(), classes, source, 0));
	}

	/**
	 * Writes a checkpoint of zeros whose network is a module beside a criterion.
	 * @param file to write
	 * @param module prefix of the network's tensors
	 * @param variant of the network
	 * @param classes outputs of the classifier
	 * @param source whose names are used
	 * @return the file
	 * @throws IOException if it cannot be written
	 */
	public static Path writeModule(Path file, String module, EfficientNetVariant variant, int classes,
			WeightSource source) throws IOException {
		return Files.write(file,
				TorchFixtures
					.zip(new ShapesOnly().with(module, new SyntheticWeights(variant.spec(), classes, source, 0))
						.with("criterion.weight", Shape.of(classes))));
	}

}
