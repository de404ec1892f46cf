package io.efficientnet.classifier.conversion;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Damaged files are read or refused: nothing hangs, fails otherwise or fills the memory.
 */
class MutatedWeightFilesTests {

	private static final long[] LENGTHS = { 0, 1, 0x7F, 0xFF, 0xFFFF, Integer.MAX_VALUE, 0xFFFFFFFFL, 1L << 40,
			Long.MAX_VALUE, -1 };

	@TempDir
	private Path folder;

	@ParameterizedTest
	@CsvSource({ "torch.pth, 500", "torch-legacy.pth, 500", "torch-protocol-4.pth, 200", "torch-checkpoint.pth, 200",
			"small-keras2.h5, 500", "small-keras3.h5, 300", "small.keras, 300" })
	@Timeout(60)
	void readsOrRefusesDamagedFiles(String name, int rounds) throws IOException {
		byte[] whole = Files.readAllBytes(WeightFixtures.file(name));
		Random random = new Random(20261124);
		int refused = 0;
		for (int round = 0; round < rounds; round++) {
			if (!isRead(mutated(whole, random))) {
				refused++;
			}
		}
		assertThat(refused).isBetween(rounds / 10, rounds);
	}

	private boolean isRead(byte[] bytes) throws IOException {
		Path path = Files.write(this.folder.resolve("damaged"), bytes);
		try (WeightFile file = WeightFile.open(path)) {
			file.names().forEach((name) -> assertThat(file.tensor(name).toArray()).isNotNull());
			return true;
		}
		catch (ServiceException ex) {
			assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
			assertThat(ex.getMessage()).hasSizeLessThan(500).doesNotContainPattern("\\p{Cntrl}");
			return false;
		}
	}

	private static byte[] mutated(byte[] whole, Random random) {
		byte[] bytes = whole.clone();
		switch (random.nextInt(5)) {
			case 0 -> {
				return Arrays.copyOf(bytes, random.nextInt(bytes.length));
			}
			case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
			case 2 -> {
				for (int hits = 1 + random.nextInt(16); hits > 0; hits--) {
					bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
				}
			}
			case 3 -> putLength(bytes, random);
			default -> {
				// A piece of the file in another place: addresses that lead back, values
				// twice
				int length = 1 + random.nextInt(64);
				System.arraycopy(whole, random.nextInt(whole.length - length), bytes,
						random.nextInt(whole.length - length), length);
			}
		}
		return bytes;
	}

	private static void putLength(byte[] bytes, Random random) {
		ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
		int at = random.nextInt(bytes.length - Long.BYTES);
		long length = LENGTHS[random.nextInt(LENGTHS.length)];
		switch (random.nextInt(4)) {
			case 0 -> buffer.put(at, (byte) length);
			case 1 -> buffer.putShort(at, (short) length);
			case 2 -> buffer.putInt(at, (int) length);
			default -> buffer.putLong(at, length);
		}
	}

}
