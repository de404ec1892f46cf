package io.efficientnet.classifier.conversion;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Files that {@code src/test/python/make_weights_hdf5.py} wrote, and names in files. */
class Hdf5StyleTests {

	@TempDir
	private Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "hdf5-compact.h5", "hdf5-continued.h5" })
	void readsWhatLiesInHeadersOfSeveralParts(String name) throws IOException {
		try (WeightFile file = WeightFile.open(WeightFixtures.file(name))) {
			assertThat(file.names()).containsExactly("stem_bn/beta:0", "stem_bn/gamma:0", "stem_bn/moving_mean:0",
					"stem_bn/moving_variance:0", "stem_conv/kernel:0");
			assertThat(file.shape("stem_conv/kernel:0")).isEqualTo(Shape.of(3, 3, 3, 4));
			FormulaNumbers mean = new FormulaNumbers("stem_bn/moving_mean:0", 0);
			assertThat(file.tensor("stem_bn/moving_mean:0").toArray()).containsExactly(0.1f * mean.at(0),
					0.1f * mean.at(1), 0.1f * mean.at(2), 0.1f * mean.at(3));
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			hdf5-gzip-shuffle.h5     | dataset 'stem_conv/kernel:0' goes through the filters shuffle, gzip,
			hdf5-latest.h5           | it is of a kind that h5py writes with libver='latest', track_order
			hdf5-dense-attributes.h5 | an object is of a kind that h5py writes with libver='latest', track_order
			""")
	void refusesByNameWhatIsNotRead(String name, String reason) {
		assertRefused(WeightFixtures.file(name), reason);
	}

	@Test
	void readsTheNamesOfItsOwnFixtures() throws IOException {
		try (WeightFile file = open(Map.of("layers/conv2d_3/vars/0", Shape.of(3, 3, 3, 4)),
				Map.of("layers/conv2d_3/vars", "stem_conv"))) {
			assertThat(file.names()).containsExactly("stem_conv/kernel:0");
		}
	}

	@Test
	void readsNamesOfAllScripts() throws IOException {
		try (WeightFile file = open(Map.of("Schicht_ä/犬:0", Shape.of(2)), Map.of())) {
			assertThat(file.names()).containsExactly("Schicht_ä/犬:0");
		}
	}

	@Test
	void refusesNamesThatCannotBe() throws IOException {
		assertRefused(renamed("some_layer", "some/layer"), "it links to the name 'some/layer'");
		assertRefused(renamed("some_layer", "\0ome_layer"), "it links to the name ''");
		assertRefused(renamed("some_layer", "some_\377ayer"), "a name is no UTF-8");
		assertRefused(renamed("some_layer", "some_\033ayer"), "the impossible name 'some_?ayer/kernel:0'");
	}

	@Test
	void refusesNamesAndPathsThatAreLong() {
		assertRefused(Map.of("a".repeat(1100) + "/kernel:0", Shape.of(2)), Map.of(),
				"the name of a group or dataset does not end");
		assertRefused(Map.of(("b".repeat(600) + "/").repeat(2) + "c/kernel:0", Shape.of(2)), Map.of(), "nested deeper");
		assertRefused(Map.of("a/".repeat(20) + "kernel:0", Shape.of(2)), Map.of(), "nested deeper than 16");
		assertRefused(Map.of("layers/dense/vars/0", Shape.of(2)), Map.of("layers/dense/vars", "a".repeat(256)),
				"a text is missing");
	}

	@Test
	void refusesLayersWithoutNames() {
		assertRefused(Map.of("layers/dense/vars/0", Shape.of(2, 2)), Map.of(),
				"it numbers its weights without naming the layers");
	}

	private byte[] renamed(String from, String to) {
		byte[] file = Hdf5Fixtures.file(Map.of("some_layer/kernel:0", Shape.of(2)), Map.of());
		return new String(file, StandardCharsets.ISO_8859_1).replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
	}

	private WeightFile open(Map<String, Shape> datasets, Map<String, String> groupNames) throws IOException {
		return WeightFile.open(Files.write(this.folder.resolve("made.h5"), Hdf5Fixtures.file(datasets, groupNames)));
	}

	private void assertRefused(Map<String, Shape> datasets, Map<String, String> groupNames, String reason) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> open(datasets, groupNames))
			.withMessageContaining(reason);
	}

	private void assertRefused(byte[] content, String reason) throws IOException {
		assertRefused(Files.write(this.folder.resolve("hostile.h5"), content), reason);
	}

	private static void assertRefused(Path file, String reason) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> WeightFile.open(file))
			.withMessageContaining(reason);
	}

}
