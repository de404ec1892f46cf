package io.efficientnet.classifier.conversion;

import java.nio.file.Path;

/**
 * Small files in {@code src/test/resources/weights}, written by the libraries themselves.
 */
final class WeightFixtures {

	private static final Path FOLDER = Path.of("src/test/resources/weights");

	private WeightFixtures() {
	}

	static Path file(String name) {
		return FOLDER.resolve(name);
	}

}
