package io.efficientnet.classifier.conversion;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SafetensorsFileTests {

	private static final String HEADER = """
			{"__metadata__": {"format": "pt"},
			 "b": {"dtype": "BF16", "shape": [2], "data_offsets": [16, 20]},
			 "steps": {"dtype": "I64", "shape": [], "data_offsets": [20, 28]},
			 "a": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]},
			 "c": {"dtype": "F16", "shape": [2], "data_offsets": [28, 32]}}""";

	private static final int DATA_LENGTH = 32;

	@TempDir
	private Path folder;

	@Test
	void readsAndWidensFloatsAndSkipsWholeNumbers() throws IOException {
		try (WeightFile archive = WeightFile.open(wellFormed())) {
			assertThat(archive.names()).containsExactly("a", "b", "c");
			assertThat(archive.shape("a")).isEqualTo(Shape.of(2, 2));
			assertThat(archive.tensor("a").toArray()).containsExactly(1, -2.5f, 3, 4e-30f);
			assertThat(archive.tensor("b").toArray()).containsExactly(1, -2.5f);
			assertThat(archive.tensor("c").toArray()).containsExactly(1, 65504);
			assertThat(archive.metadata()).containsExactly(Map.entry("format", "pt"));
		}
	}

	@Test
	void givesBackTheTensorsThatWereWritten() throws IOException {
		WeightArchive written = new SyntheticWeights(Networks.tiny(), 3, WeightSource.TIMM, 5);
		Path file = SafetensorsFixtures.write(this.folder.resolve("written.safetensors"), written);

		try (WeightFile archive = WeightFile.open(file)) {
			assertThat(archive.names()).isEqualTo(written.names());
			for (String name : archive.names()) {
				Tensor tensor = archive.tensor(name);
				assertThat(tensor.shape()).isEqualTo(written.shape(name));
				assertThat(tensor.toArray()).isEqualTo(written.tensor(name).toArray());
			}
		}
	}

	@Test
	void rejectsEveryTruncatedFile() throws IOException {
		byte[] whole = Files.readAllBytes(wellFormed());

		for (int length = 0; length < whole.length; length++) {
			assertRejected(Arrays.copyOf(whole, length));
		}
	}

	@Test
	void rejectsTrailingBytes() throws IOException {
		byte[] whole = Files.readAllBytes(wellFormed());

		assertRejected(Arrays.copyOf(whole, whole.length + 1));
	}

	@Test
	void readsOrRejectsDamagedHeaders() throws IOException {
		byte[] whole = Files.readAllBytes(wellFormed());
		Random random = new Random(1);

		for (int round = 0; round < 500; round++) {
			byte[] damaged = whole.clone();
			for (int hit = 0; hit < 1 + round % 3; hit++) {
				damaged[random.nextInt(whole.length - DATA_LENGTH)] = (byte) random.nextInt(128);
			}
			assertReadOrRejected(damaged);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					overlaps       | {"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[5],"data_offsets":[12,32]}}
					gap            | {"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[3],"data_offsets":[20,32]}}
					its data at    | {"a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]}}
					its data at    | {"a":{"dtype":"F32","shape":[7],"data_offsets":[0,28]}}
					cannot lie     | {"a":{"dtype":"F32","shape":[8],"data_offsets":[0,30]}}
					cannot lie     | {"a":{"dtype":"F32","shape":[8],"data_offsets":[32,0]}}
					has 9 axes     | {"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,8],"data_offsets":[0,32]}}
					cannot lie     | {"a":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,0]}}
					cannot lie     | {"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775807,-9223372036854775801]}}
					that are not   | {"a":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,32]}}
					that are not   | {"a":{"dtype":"F32","shape":[-8],"data_offsets":[0,32]}}
					that are not   | {"a":{"dtype":"F32","shape":[8.5],"data_offsets":[0,32]}}
					that are not   | {"a":{"dtype":"F32","shape":[99999999999],"data_offsets":[0,32]}}
					that are not   | {"a":{"dtype":"F32","shape":["8"],"data_offsets":[0,32]}}
					that are not   | {"a":{"dtype":"C64","shape":[4],"data_offsets":[0,32]}}
					that are not   | {"a":{"dtype":"F32","shape":[8],"data_offsets":[0]}}
					that are not   | {"a":{"dtype":"F32","shape":[8]}}
					that are not   | {"a":7}
					no array       | {"a":{"dtype":"F32","shape":{"0":8},"data_offsets":[0,32]}}
					a name twice   | {"a":{"dtype":"F32","shape":[8],"data_offsets":[0,32]},"a":{"dtype":"F32","shape":[8],"data_offsets":[0,32]}}
					not all text   | {"__metadata__":{"format":1},"a":{"dtype":"F32","shape":[8],"data_offsets":[0,32]}}
					no JSON object | [1]
					no JSON        | {"a":{"dtype":"F32","shape":[8],"data_offsets":[0,32]}} x
					no JSON        | {"a":
					""")
	void rejectsAHeaderThatDoesNotFitTheData(String reason, String header) throws IOException {
		Path file = SafetensorsFixtures.write(this.folder.resolve("wrong.safetensors"), header, DATA_LENGTH);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> WeightFile.open(file))
			.withMessageContaining(reason)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST));
	}

	@Test
	void rejectsAHeaderThatIsNoUtf8() throws IOException {
		byte[] header = "{\"\u00e4\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}"
			.getBytes(StandardCharsets.ISO_8859_1);

		assertRejected(SafetensorsFixtures.bytes(header, new byte[0]));
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, (16 << 20) + 1 })
	void rejectsAHeaderOfImpossibleLength(long length) throws IOException {
		assertRejected(ByteBuffer.allocate(20 << 20).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
	}

	@Test
	void failsOnAFileThatIsNotThere() {
		assertThatExceptionOfType(NoSuchFileException.class)
			.isThrownBy(() -> WeightFile.open(this.folder.resolve("absent")));
	}

	@Test
	void endsTheLifeOfItsTensorsWhenClosed() throws IOException {
		WeightFile archive = WeightFile.open(wellFormed());
		Tensor tensor = archive.tensor("a");

		archive.close();

		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(tensor::toArray);
	}

	private Path wellFormed() throws IOException {
		ByteBuffer data = ByteBuffer.allocate(DATA_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
		data.putFloat(1).putFloat(-2.5f).putFloat(3).putFloat(4e-30f);
		data.putShort((short) 0x3f80).putShort((short) 0xc020).putLong(7);
		data.putShort((short) 0x3c00).putShort((short) 0x7bff);
		return Files.write(this.folder.resolve("well-formed.safetensors"),
				SafetensorsFixtures.bytes(HEADER.getBytes(StandardCharsets.UTF_8), data.array()));
	}

	private void assertRejected(byte[] bytes) throws IOException {
		Path file = Files.write(this.folder.resolve("rejected.safetensors"), bytes);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> WeightFile.open(file));
	}

	private void assertReadOrRejected(byte[] bytes) throws IOException {
		Path file = Files.write(this.folder.resolve("damaged.safetensors"), bytes);
		try (WeightFile archive = WeightFile.open(file)) {
			archive.names().forEach((name) -> assertThat(archive.tensor(name).toArray()).isNotNull());
		}
		catch (ServiceException ex) {
			assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
		}
	}

}
