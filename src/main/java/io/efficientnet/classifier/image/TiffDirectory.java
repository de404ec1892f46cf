package io.efficientnet.classifier.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import javax.imageio.IIOException;

/**
 * One directory of a TIFF structure: numbers under tags. They are read where they lie, so
 * that nothing is allocated by the counts that a file claims. Pointers to further
 * directories are never followed.
 *
 * @see <a href= "https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf">TIFF 6.0,
 * section 2</a>
 */
final class TiffDirectory {

	// MM
	private static final short BIG_ENDIAN = 0x4d4d;

	// II
	private static final short LITTLE_ENDIAN = 0x4949;

	private static final Set<Short> ORDERS = Set.of(BIG_ENDIAN, LITTLE_ENDIAN);

	private static final int MAGIC = 42;

	private static final int ENTRY_SIZE = 12;

	private static final int BYTE = 1;

	private static final int SHORT = 3;

	private static final int LONG = 4;

	private final ByteBuffer file;

	// where the entry lies
	private final Map<Integer, Integer> entries = new HashMap<>();

	private TiffDirectory(ByteBuffer file) {
		this.file = file;
	}

	/**
	 * Reads the first directory.
	 * @param bytes from the byte order on; their position counts as offset 0
	 * @return the directory
	 * @throws IIOException if there is none within these bytes
	 */
	static TiffDirectory first(ByteBuffer bytes) throws IIOException {
		ByteBuffer file = bytes.slice();
		file.order((file.getShort(0) == BIG_ENDIAN) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
		TiffDirectory directory = new TiffDirectory(file);
		if (!ORDERS.contains(file.getShort(0)) || file.getShort(2) != MAGIC) {
			throw new IIOException("No TIFF structure");
		}
		directory.read(Integer.toUnsignedLong(file.getInt(4)));
		return directory;
	}

	ByteOrder order() {
		return this.file.order();
	}

	boolean has(int tag) {
		return this.entries.containsKey(tag);
	}

	/**
	 * How many numbers stand under a tag.
	 * @param tag of numbers
	 * @return none without the tag, and no more than the file has room for
	 * @throws IIOException if the count is a lie
	 */
	int count(int tag) throws IIOException {
		Integer entry = this.entries.get(tag);
		if (entry == null) {
			return 0;
		}
		long count = Integer.toUnsignedLong(this.file.getInt(entry + 4));
		if (count * size(entry) > this.file.capacity()) {
			throw new IIOException("More numbers than the file holds");
		}
		return (int) count;
	}

	/**
	 * One of the numbers under a tag.
	 * @param tag of numbers
	 * @param index from 0 on
	 * @return the number, unsigned
	 * @throws IIOException if there is no such number
	 */
	long number(int tag, int index) throws IIOException {
		Integer entry = this.entries.get(tag);
		int count = count(tag);
		if (entry == null || index >= count) {
			throw new IIOException("No number " + index + " under tag " + tag);
		}
		int size = size(entry);
		long start = (count * (long) size <= Integer.BYTES) ? entry + 8
				: Integer.toUnsignedLong(this.file.getInt(entry + 8));
		int at = (int) Math.min(start + (long) index * size, Integer.MAX_VALUE);
		return switch (size) {
			case Byte.BYTES -> this.file.get(at) & 0xff;
			case Short.BYTES -> this.file.getShort(at) & 0xffff;
			default -> Integer.toUnsignedLong(this.file.getInt(at));
		};
	}

	long number(int tag, long otherwise) throws IIOException {
		return has(tag) ? number(tag, 0) : otherwise;
	}

	private void read(long start) throws IIOException {
		if (start < 8 || start > this.file.capacity() - 2) {
			throw new IIOException("No directory");
		}
		int at = (int) start;
		int count = this.file.getShort(at) & 0xffff;
		if (count * ENTRY_SIZE > this.file.capacity() - at - 2) {
			throw new IIOException("A directory cut short");
		}
		for (int i = 0; i < count; i++) {
			int entry = at + 2 + i * ENTRY_SIZE;
			this.entries.put(this.file.getShort(entry) & 0xffff, entry);
		}
	}

	private int size(int entry) throws IIOException {
		return switch (this.file.getShort(entry + 2)) {
			case BYTE -> Byte.BYTES;
			case SHORT -> Short.BYTES;
			case LONG -> Integer.BYTES;
			default -> throw new IIOException("No whole numbers");
		};
	}

}
