package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.image.ImagePreprocessor;
import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.tensor.Tensor;

/** Picture files to input of networks; what is wrong with one is said with its name. */
final class PicturePreparation {

	private static final long MOST_PIXELS = 50_000_000;

	private final ImagePreprocessor preprocessor = ImagePreprocessor.withPixelLimit(MOST_PIXELS);

	/**
	 * Reads and prepares a picture.
	 * @param file encoded
	 * @param recipe what the network expects
	 * @param target {@code [3][crop][crop]}
	 * @throws IOException if the file cannot be read
	 * @throws ServiceException as {@link ImagePreprocessor#prepare} does
	 */
	void prepare(Path file, Preprocessing recipe, Tensor target) throws IOException {
		prepare(BenchPicture.read(List.of(file)).getFirst(), recipe, target);
	}

	/**
	 * Prepares a picture.
	 * @param picture encoded
	 * @param recipe what the network expects
	 * @param target {@code [3][crop][crop]}
	 * @throws ServiceException as {@link ImagePreprocessor#prepare} does
	 */
	void prepare(BenchPicture picture, Preprocessing recipe, Tensor target) {
		try {
			this.preprocessor.prepare(picture.file(), recipe, target);
		}
		catch (ServiceException ex) {
			throw new ServiceException(ex.kind(), picture.name() + ": " + ex.getMessage(), ex);
		}
	}

}
