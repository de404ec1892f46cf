package io.efficientnet.classifier.conversion;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A sound file with single numbers changed. */
@Timeout(60)
class HostileHdf5Tests {

	private static final int ROOT_HEADER = 64;

	@TempDir
	private Path folder;

	@Test
	void refusesATreeThatHoldsItself() throws IOException {
		ByteBuffer file = file();
		int tree = find(file, "TREE", 0);
		int child = tree + 32;
		assertRefused(file.putLong(child, tree), "linked twice");
	}

	@Test
	void refusesAGroupThatHoldsItself() throws IOException {
		ByteBuffer file = file();
		int symbols = find(file, "SNOD", 0);
		assertRefused(file.putLong(symbols + 16, file.getLong(ROOT_HEADER)), "linked twice");
	}

	@Test
	void refusesMembersOfOneAddress() throws IOException {
		ByteBuffer file = file();
		int symbols = find(file, "SNOD", 0);
		assertThat(file.getShort(symbols + 6)).isGreaterThan((short) 1);
		assertRefused(file.putLong(symbols + 56, file.getLong(symbols + 16)), "linked twice");
	}

	@Test
	void refusesAHeaderThatContinuesInItself() throws IOException {
		ByteBuffer file = file();
		int root = (int) file.getLong(ROOT_HEADER);
		int message = root + 16;
		file.putShort(root + 2, (short) 1024);
		file.putShort(message, (short) 0x10).putLong(message + 8, message).putLong(message + 16, 24);
		assertRefused(file, "a header goes on twice at byte");
	}

	@Test
	void refusesMoreThanAFileNeeds() throws IOException {
		ByteBuffer file = file();
		assertRefused(file.putShort((int) file.getLong(ROOT_HEADER) + 2, (short) -1), "an object has 65535 properties");

		ByteBuffer other = file();
		assertRefused(other.putShort(find(other, "TREE", 0) + 6, (short) -1), "it ends at");
	}

	@Test
	void refusesAddressesOutsideOfTheFile() throws IOException {
		for (long address : new long[] { -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40 }) {
			assertRefused(file().putLong(ROOT_HEADER, address), "is not within");
		}
	}

	@Test
	void refusesAHeaderOfManyParts() throws IOException {
		ByteBuffer file = file();
		int root = (int) file.getLong(ROOT_HEADER);
		file.putShort(root + 2, (short) 1024).putInt(root + 8, 70 * 24);
		for (int i = 0; i < 70; i++) {
			int message = root + 16 + 24 * i;
			file.putShort(message, (short) 0x10).putShort(message + 2, (short) 16).putInt(message + 4, 0);
			file.putLong(message + 8, i).putLong(message + 16, 0);
		}
		assertRefused(file, "a header has more than 64 parts");
	}

	@Test
	void refusesLayoutsByTheirNames() throws IOException {
		assertRefused(withLayout((byte) 3, (byte) 2), "lies in chunks, which are not read");
		assertRefused(withLayout((byte) 4, (byte) 3), "is put together of others, which is not read");
		assertRefused(withLayout((byte) 2, (byte) 1), "has a layout of version 2, which is not read");
		ByteBuffer unwritten = withLayout((byte) 3, (byte) 1);
		assertRefused(unwritten.putLong(layout(unwritten) + 10, -1), "was never written");
	}

	private static ByteBuffer withLayout(byte version, byte kind) throws IOException {
		ByteBuffer file = file();
		int layout = layout(file);
		return file.put(layout + 8, version).put(layout + 9, kind);
	}

	// The message of a contiguous dataset: type 8, 24 bytes, version 3, kind 1
	private static int layout(ByteBuffer file) {
		return find(file, "\10\0\30\0\0\0\0\0", 0);
	}

	@Test
	void refusesNewerFiles() throws IOException {
		assertRefused(file().put(8, (byte) 3), "libver='latest'");
		assertRefused(file().put((int) file().getLong(ROOT_HEADER), (byte) 2), "libver='latest'");
	}

	@Test
	void refusesAFileOfOtherAddresses() throws IOException {
		assertRefused(file().put(13, (byte) 4), "its addresses are not of 8 bytes");
	}

	private static ByteBuffer file() throws IOException {
		return ByteBuffer.wrap(Files.readAllBytes(WeightFixtures.file("small-keras2.h5")))
			.order(ByteOrder.LITTLE_ENDIAN);
	}

	private static int find(ByteBuffer file, String ascii, int from) {
		String latin = new String(bytes(file), StandardCharsets.ISO_8859_1);
		return latin.indexOf(ascii, from);
	}

	private static byte[] bytes(ByteBuffer file) {
		byte[] bytes = new byte[file.capacity()];
		file.get(0, bytes);
		return bytes;
	}

	private void assertRefused(ByteBuffer file, String reason) throws IOException {
		Path path = Files.write(this.folder.resolve("hostile.h5"), bytes(file));

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> WeightFile.open(path))
			.withMessageContaining(reason);
	}

}
