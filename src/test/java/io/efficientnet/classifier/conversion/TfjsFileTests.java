package io.efficientnet.classifier.conversion;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Models as the converter names and cuts them, by the table of its published files. */
class TfjsFileTests {

	private static final String TINY = """
			{"format": "graph-model", "modelTopology": {"node": []}, "weightsManifest": [{"paths": ["%s"],
			 "weights": [{"name": "a", "shape": %s, "dtype": "%s"}]}]}""";

	@TempDir
	private Path folder;

	@Test
	void readsTheWeightsOfANetwork() throws IOException {
		WeightArchive written = new SyntheticWeights(EfficientNetVariant.B1.spec(), 7, WeightSource.TFJS, 0);

		try (WeightFile file = WeightFile
			.open(TfjsFixtures.write(this.folder, written, "StatefulPartitionedCall/model_2/"))) {
			assertThat(file.names()).isEqualTo(written.names());
			for (String name : file.names()) {
				assertThat(file.tensor(name).toArray()).as(name).isEqualTo(written.tensor(name).toArray());
			}
			WeightMatch match = WeightMatch.nearest(file);
			match.require(EfficientNetVariant.B1, WeightSource.TFJS);
			WeightSet set = WeightSets.choose(file, null, null, null);
			assertThat(ModelConversion.convert(file, set).classes()).isEqualTo(7);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "../secret", "/etc/passwd", "a/b", "a\\\\b", "..", ".hidden", "", "a b" })
	void refusesFilesElsewhere(String path) throws IOException {
		assertRefused(TINY.formatted(path, "[1]", "float32"), "which leads elsewhere");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			[1073741824, 1073741824] | float32 | has extents that no EfficientNet has
			[2147483647, 2147483647] | float32 | has extents that no EfficientNet has
			[100000000]              | float32 | lies behind the end of its files
			[5]                      | float32 | lies behind the end of its files
			[3]                      | float32 | end 4 bytes before its files
			[4]                      | uint8   | is of 'uint8'
			[4]                      | string  | is of 'string'
			[-4]                     | float32 | damaged or not that of a model
			[4294967300]             | float32 | damaged or not that of a model
			[65536, 65536, 65536, 65536] | float32 | damaged or not that of a model
			["4"]                    | float32 | damaged or not that of a model
			[1, 1, 1, 1, 1, 1, 1, 1, 4] | float32 | has 9 axes
			""")
	void refusesTensorsThatDoNotFit(String shape, String type, String reason) throws IOException {
		Files.write(this.folder.resolve("a.bin"), new byte[16]);

		assertRefused(TINY.formatted("a.bin", shape, type), reason);
	}

	@Test
	void refusesAFileThatIsListedTwice() throws IOException {
		Files.write(this.folder.resolve("a.bin"), new byte[16]);

		assertRefused(TINY.formatted("a.bin\", \"a.bin", "[8]", "float32"), "it lists a file twice");
	}

	@Test
	void refusesToCopyMoreThanAllTensorsOfANetwork() throws IOException {
		for (String name : new String[] { "a.bin", "b.bin" }) {
			try (RandomAccessFile sparse = new RandomAccessFile(this.folder.resolve(name).toFile(), "rw")) {
				sparse.setLength(600_000_000);
			}
		}

		assertRefused(TINY.formatted("a.bin\", \"b.bin", "[300000000]", "float32"),
				"more than 1073741824 bytes of its tensors go on in another file");
	}

	@Test
	void refusesWhatIsNoGraphModel() throws IOException {
		assertRefused("{\"format\": \"layers-model\"}", "its format is 'layers-model'");
		assertRefused("{\"format\": \"graph-model\"}", "damaged or not that of a model");
		assertRefused("{\"a\":".repeat(100_000), "damaged or not that of a model");
		assertRefused("{", "damaged or not that of a model");
	}

	@Test
	void failsWhereAFileIsMissing() throws IOException {
		Path json = Files.writeString(this.folder.resolve("model.json"),
				TINY.formatted("absent.bin", "[1]", "float32"));

		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> WeightFile.open(json));
	}

	@Test
	@Timeout(60)
	void readsOrRefusesDamagedModels() throws IOException {
		Path json = TfjsFixtures.write(this.folder, new SyntheticWeights(Networks.tiny(), 3, WeightSource.TFJS, 0),
				"StatefulPartitionedCall/model/");
		byte[] whole = Files.readAllBytes(json);
		Random random = new Random(7);
		for (int round = 0; round < 300; round++) {
			byte[] damaged = (round % 3 == 0) ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
			for (int hits = random.nextInt(4); hits > 0 && damaged.length > 0; hits--) {
				damaged[random.nextInt(damaged.length)] = (byte) (32 + random.nextInt(95));
			}
			Files.write(json, damaged);
			try (WeightFile file = WeightFile.open(json)) {
				file.names().forEach((name) -> assertThat(file.tensor(name).toArray()).isNotNull());
			}
			catch (ServiceException ex) {
				assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
			}
			catch (NoSuchFileException ex) {
				assertThat(ex.getFile()).startsWith(this.folder.toString());
			}
		}
	}

	private void assertRefused(String json, String reason) throws IOException {
		Path file = Files.writeString(this.folder.resolve("model.json"), json);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> WeightFile.open(file))
			.withMessageContaining(reason)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST));
	}

}
