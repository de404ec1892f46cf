package io.efficientnet.classifier.conversion;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Files that {@code src/test/python/make_weights.py --small} wrote. */
class TorchFileTests {

	@TempDir
	private Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "torch.pth", "torch-legacy.pth", "torch-protocol-4.pth" })
	void readsEveryKindOfTensor(String name) throws IOException {
		try (WeightFile file = WeightFile.open(WeightFixtures.file(name))) {
			assertThat(file.names()).containsExactly("bfloat16", "channels_last", "double", "empty", "first", "float",
					"half", "parameter", "scalar", "second", "transposed");
			assertThat(file.shape("float")).isEqualTo(Shape.of(2, 3));
			assertThat(file.tensor("float").toArray()).isEqualTo(formula("float", 6));
			assertThat(file.tensor("double").toArray()).isEqualTo(formula("double", 5));
			assertThat(file.tensor("parameter").toArray()).isEqualTo(formula("parameter", 4));
			assertThat(file.shape("scalar")).isEqualTo(Shape.of());
			assertThat(file.tensor("scalar").toArray()).isEqualTo(formula("scalar", 1));
			assertThat(file.tensor("empty").shape()).isEqualTo(Shape.of(0, 3));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "torch.pth", "torch-legacy.pth" })
	void widensHalves(String name) throws IOException {
		try (WeightFile file = WeightFile.open(WeightFixtures.file(name))) {
			float[] half = formula("half", 5);
			float[] bfloat16 = formula("bfloat16", 5);
			for (int i = 0; i < 5; i++) {
				assertThat(file.tensor("half").data().get(i))
					.isEqualTo(Float.float16ToFloat(Float.floatToFloat16(half[i])));
				assertThat(Math.abs(file.tensor("bfloat16").data().get(i) - bfloat16[i]))
					.isLessThanOrEqualTo(Math.abs(bfloat16[i]) / 256);
				assertThat(Float.floatToIntBits(file.tensor("bfloat16").data().get(i)) & 0xFFFF).isZero();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "torch.pth", "torch-legacy.pth" })
	void followsStridesAndOffsets(String name) throws IOException {
		try (WeightFile file = WeightFile.open(WeightFixtures.file(name))) {
			float[] rows = formula("transposed", 12);
			assertThat(file.shape("transposed")).isEqualTo(Shape.of(4, 3));
			for (int i = 0; i < 12; i++) {
				assertThat(file.tensor("transposed").data().get(i)).isEqualTo(rows[i % 3 * 4 + i / 3]);
			}
			assertThat(file.tensor("channels_last").toArray()).isEqualTo(formula("channels_last", 24));
			float[] shared = formula("shared", 24);
			assertThat(file.tensor("first").toArray()).containsExactly(Arrays.copyOf(shared, 10));
			assertThat(file.shape("second")).isEqualTo(Shape.of(2, 7));
			assertThat(file.tensor("second").toArray()).containsExactly(Arrays.copyOfRange(shared, 10, 24));
		}
	}

	@Test
	void findsTheStateDictOfACheckpoint() throws IOException {
		try (WeightFile file = WeightFile.open(WeightFixtures.file("torch-checkpoint.pth"))) {
			assertThat(file.names()).containsExactly("layer.bias", "layer.weight");
			assertThat(file.shape("layer.weight")).isEqualTo(Shape.of(2, 2));
		}
	}

	@ParameterizedTest
	@CsvSource({ "torch-arguments.pth, argparse.Namespace", "torch-module.pth, __main__.Small" })
	void refusesObjectsByName(String name, String global) throws IOException {
		assertRefused(Files.readAllBytes(WeightFixtures.file(name)), "its pickle wants '" + global + "'");
	}

	@Test
	void saysWhatAFileIsThatHoldsNoWeights() throws IOException {
		assertRefused(new byte[0], "found an empty file");
		assertRefused("<!DOCTYPE html><html></html>".getBytes(StandardCharsets.UTF_8), "found a web page");
		assertRefused("version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8),
				"found a pointer of Git LFS");
		assertRefused(new byte[] { 8, 7, 18, 7, 'p', 'y', 't', 'o', 'r', 'c', 'h' },
				"begins with the bytes 08 07 12 07 70 79 74 6f");
	}

	private void assertRefused(byte[] bytes, String reason) throws IOException {
		Path file = Files.write(this.folder.resolve("refused"), bytes);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> WeightFile.open(file))
			.withMessageContaining(reason)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST));
	}

	private static float[] formula(String name, int count) {
		FormulaNumbers numbers = new FormulaNumbers(name, 0);
		float[] values = new float[count];
		for (int i = 0; i < count; i++) {
			values[i] = numbers.at(i);
		}
		return values;
	}

}
