package io.efficientnet.classifier.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Test data that lies beside the checkout and not in it. Tests that need it are skipped
 * where it is absent.
 */
final class SharedData {

	private static final Path FOLDER = Path.of("../shared/data");

	private SharedData() {
	}

	static JsonNode json(String name) {
		Path file = FOLDER.resolve(name);
		assumeThat(file).as("%s is not beside this checkout", file).exists();
		return JsonMapper.shared().readTree(file);
	}

	static byte[] bytes(String name) {
		try {
			return Files.readAllBytes(FOLDER.resolve(name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
