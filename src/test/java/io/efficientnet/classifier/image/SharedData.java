package io.efficientnet.classifier.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Test data that lies beside the checkout and not in it. Tests that need it are skipped
 * where it is absent.
 */
final class SharedData {

	private static final Path FOLDER = Path.of("../shared/data");

	private SharedData() {
	}

	/**
	 * One test for each wanted case of a manifest, or a single skipped one without it.
	 * Their number is asserted, so that none gets lost unnoticed.
	 */
	static Stream<DynamicTest> tests(String manifest, int expected, Predicate<JsonNode> wanted,
			Function<JsonNode, DynamicTest> test) {
		Path file = FOLDER.resolve(manifest);
		if (Files.notExists(file)) {
			return Stream.of(DynamicTest.dynamicTest(manifest,
					() -> assumeThat(file).as("%s is not beside this checkout", file).exists()));
		}
		List<JsonNode> cases = JsonMapper.shared().readTree(file).get("cases").valueStream().filter(wanted).toList();
		assertThat(cases).as("wanted cases of %s", manifest).hasSize(expected);
		return cases.stream().map(test);
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
