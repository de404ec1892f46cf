package io.efficientnet.classifier.image;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import javax.imageio.IIOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TiffLzwTests {

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 256 })
	void expandsWhatAnEncoderWrites(int values) throws IIOException {
		byte[] plain = new byte[40_000];
		Random random = new Random(3);
		for (int i = 0; i < plain.length; i++) {
			plain[i] = (byte) random.nextInt(values);
		}

		assertThat(expanded(encoded(plain), plain.length)).isEqualTo(plain);
	}

	@Test
	void readsNoFurtherThanTheTarget() throws IIOException {
		byte[] plain = new byte[1_000];
		Arrays.fill(plain, (byte) 5);

		assertThat(expanded(encoded(plain), 10)).containsOnly(5).hasSize(10);
	}

	@Test
	void tellsHowMuchThereWas() throws IIOException {
		byte[] encoded = encoded(new byte[] { 1, 2, 3 });

		assertThat(new TiffLzw(encoded, 0, encoded.length).expand(new byte[9], 9)).isEqualTo(3);
		assertThat(new TiffLzw(encoded, 0, 3).expand(new byte[9], 9)).isEqualTo(1);
	}

	@Test
	void refusesACodeWithoutAString() {
		byte[] encoded = new Codes().put(256, 9).put(1, 9).put(300, 9).bytes();

		assertThatExceptionOfType(IIOException.class)
			.isThrownBy(() -> new TiffLzw(encoded, 0, encoded.length).expand(new byte[9], 9));
	}

	private static byte[] expanded(byte[] encoded, int length) throws IIOException {
		byte[] target = new byte[length];
		assertThat(new TiffLzw(encoded, 0, encoded.length).expand(target, length)).isEqualTo(length);
		return target;
	}

	/** The encoder of TIFF 6.0, section 13. */
	private static byte[] encoded(byte[] plain) {
		Codes codes = new Codes().put(256, 9);
		Map<String, Integer> table = new HashMap<>();
		String prefix = "";
		int length = 9;
		for (byte b : plain) {
			String longer = prefix + (char) (b & 0xff);
			if (longer.length() == 1 || table.containsKey(longer)) {
				prefix = longer;
				continue;
			}
			codes.put(code(table, prefix), length);
			table.put(longer, 258 + table.size());
			prefix = longer.substring(longer.length() - 1);
			int next = 258 + table.size();
			if (next == 4_095) {
				codes.put(code(table, prefix), 12).put(256, 12);
				table.clear();
				prefix = "";
				length = 9;
			}
			else if (next == 1 << length) {
				length++;
			}
		}
		if (!prefix.isEmpty()) {
			codes.put(code(table, prefix), length);
			length = (258 + table.size() + 1 == 1 << length) ? length + 1 : length;
		}
		return codes.put(257, length).bytes();
	}

	private static int code(Map<String, Integer> table, String text) {
		return (text.length() == 1) ? text.charAt(0) : table.get(text);
	}

	private static final class Codes {

		private final ByteArrayOutputStream target = new ByteArrayOutputStream();

		private int bits;

		private int count;

		Codes put(int code, int length) {
			this.bits = this.bits << length | code;
			this.count += length;
			while (this.count >= 8) {
				this.count -= 8;
				this.target.write(this.bits >> this.count);
			}
			return this;
		}

		byte[] bytes() {
			this.target.write(this.bits << (8 - this.count));
			return this.target.toByteArray();
		}

	}

}
