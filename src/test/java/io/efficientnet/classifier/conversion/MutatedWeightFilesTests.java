package io.efficientnet.classifier.conversion;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipOutputStream;

import com.sun.management.ThreadMXBean;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Damaged files are converted or refused: nothing hangs, fails otherwise or fills the
 * memory.
 */
@Timeout(120)
class MutatedWeightFilesTests {

	private static final long SEED = 20261124;

	private static final int ROUNDS = 200;

	/** On the heap for one file, which a network of 13 MB takes a fifth of. */
	private static final long MOST_BYTES = 256L << 20;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	@TempDir
	private Path folder;

	@ParameterizedTest
	@CsvSource({ "torch.pth, 300", "torch-legacy.pth, 300", "torch-protocol-4.pth, 150", "torch-checkpoint.pth, 150",
			"small-keras2.h5, 250", "small-keras3.h5, 150", "small.keras, 150", "hdf5-continued.h5, 150",
			"hdf5-compact.h5, 150" })
	void readsOrRefusesDamagedFiles(String name, int rounds) throws IOException {
		Mutator mutator = new Mutator(Files.readAllBytes(WeightFixtures.file(name)), SEED);
		int read = 0;
		for (int round = 0; round < rounds; round++) {
			Outcome outcome = outcome(Files.write(this.folder.resolve("damaged"), mutator.next()));
			assertThat(outcome).isNotEqualTo(Outcome.CONVERTED);
			read += (outcome == Outcome.READ) ? 1 : 0;
		}
		assertThat(read).isBetween(rounds / 10, rounds * 9 / 10);
	}

	@ParameterizedTest
	@EnumSource
	void convertsOrRefusesDamagedNetworks(Network network) throws IOException {
		Path file = network.write(this.folder);
		assertThat(outcome(file)).isEqualTo(Outcome.CONVERTED);

		Mutator mutator = new Mutator(Files.readAllBytes(file), SEED);
		int converted = 0;
		for (int round = 0; round < ROUNDS; round++) {
			converted += (outcome(Files.write(file, mutator.next())) == Outcome.CONVERTED) ? 1 : 0;
		}
		assertThat(converted).isBetween(1, ROUNDS * 9 / 10);
	}

	private Outcome outcome(Path path) throws IOException {
		long before = THREADS.getCurrentThreadAllocatedBytes();
		Outcome outcome = Outcome.REFUSED;
		try (WeightFile file = WeightFile.open(path)) {
			outcome = Outcome.READ;
			file.names().forEach((name) -> assertThat(file.tensor(name).shape()).isEqualTo(file.shape(name)));
			WeightSet set = WeightSets.choose(file, null, null, null);
			assertThat(ModelConversion.convert(file, set).classes()).isPositive();
			outcome = Outcome.CONVERTED;
		}
		catch (ServiceException ex) {
			assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
			assertThat(ex.getMessage()).hasSizeLessThan(1000).doesNotContainPattern("\\p{C}");
		}
		catch (NoSuchFileException ex) {
			// model.json may name any file beside it
			assertThat(path).hasFileName("model.json");
		}
		assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
		return outcome;
	}

	private enum Outcome {

		REFUSED, READ, CONVERTED

	}

	/** Whole networks, the smallest that a source publishes, of one class. */
	private enum Network {

		SAFETENSORS, TORCH, TORCH_LEGACY, KERAS_H5, KERAS_ZIP, TFJS;

		Path write(Path folder) throws IOException {
			Path file = folder.resolve("network");
			return switch (this) {
				case SAFETENSORS -> Files.write(file, SafetensorsFixtures.zeros(lite0()));
				case TORCH -> Files.write(file, TorchFixtures.zip(lite0()));
				case TORCH_LEGACY -> Files.write(file, TorchFixtures.legacy(lite0()));
				case KERAS_H5 -> Files.write(file, KerasFixtures.named(b0(WeightSource.KERAS)));
				case KERAS_ZIP -> Files.write(file, keras());
				case TFJS -> TfjsFixtures.write(folder, b0(WeightSource.TFJS), "StatefulPartitionedCall/model/");
			};
		}

		private static byte[] keras() throws IOException {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
				TorchFixtures.store(zip, "model.weights.h5", KerasFixtures.numbered(b0(WeightSource.KERAS)));
			}
			return bytes.toByteArray();
		}

		private static WeightArchive lite0() {
			return new SyntheticWeights(EfficientNetVariant.LITE0.spec(), 1, WeightSource.TIMM, 0);
		}

		private static WeightArchive b0(WeightSource source) {
			return new SyntheticWeights(EfficientNetVariant.B0.spec(), 1, source, 0);
		}

	}

}
