package io.efficientnet.classifier.conversion.format;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * A zip archive whose entries are stored, not compressed, so that they are parts of the
 * mapping. Only the central directory is believed.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">the
 * format</a>
 */
final class StoredZip {

	private static final int END_LENGTH = 22;

	private static final int LOCATOR_LENGTH = 20;

	private static final int MAX_COMMENT_LENGTH = 0xFFFF;

	private static final int MAX_ENTRIES = 1 << 16;

	private static final long IN_ZIP64 = 0xFFFFFFFFL;

	private static final int ZIP64_EXTRA = 1;

	private final String format;

	private final MemorySegment file;

	private final Map<String, MemorySegment> entries = new LinkedHashMap<>();

	private StoredZip(String format, MemorySegment file) {
		this.format = format;
		this.file = file;
	}

	/**
	 * Reads the central directory.
	 * @param format of the file, in words
	 * @param file the whole file
	 * @return its entries
	 * @throws ServiceException {@code INVALID_REQUEST} if it is damaged, or an entry is
	 * compressed or encrypted
	 */
	static StoredZip open(String format, MemorySegment file) {
		StoredZip zip = new StoredZip(format, file);
		zip.readDirectory();
		return zip;
	}

	Set<String> names() {
		return this.entries.keySet();
	}

	@Nullable MemorySegment find(String name) {
		return this.entries.get(name);
	}

	private void readDirectory() {
		long end = end();
		ByteCursor in = new ByteCursor(this.format, this.file, end + 10);
		long count = in.u16();
		in.skip(4);
		long start = in.u32();
		if (count == 0xFFFF || start == IN_ZIP64) {
			in.moveTo(end - LOCATOR_LENGTH);
			in.expect("PK\6\7");
			in.skip(4);
			in.moveTo(in.i64());
			in.expect("PK\6\6");
			in.skip(28);
			count = in.i64();
			in.skip(8);
			start = in.i64();
		}
		if (count < 0 || count > MAX_ENTRIES) {
			throw in.malformed("its directory cannot have %s entries".formatted(Long.toUnsignedString(count)));
		}
		in.moveTo(start);
		for (long i = 0; i < count; i++) {
			readEntry(in);
		}
	}

	private long end() {
		long last = this.file.byteSize() - END_LENGTH;
		ByteCursor in = new ByteCursor(this.format, this.file);
		for (long at = last; at >= Math.max(0, last - MAX_COMMENT_LENGTH); at--) {
			in.moveTo(at);
			if (in.u32() == 0x06054b50) {
				return at;
			}
		}
		throw in.malformed("its zip directory is missing; the file is cut short");
	}

	private void readEntry(ByteCursor in) {
		in.expect("PK\1\2");
		in.skip(4);
		int flags = in.u16();
		int method = in.u16();
		in.skip(8);
		long compressed = in.u32();
		long size = in.u32();
		int nameLength = in.u16();
		int extraLength = in.u16();
		int commentLength = in.u16();
		in.skip(8);
		long header = in.u32();
		String name = in.text(nameLength, StandardCharsets.UTF_8);
		ByteCursor extra = new ByteCursor(this.format, in.slice(extraLength));
		in.skip(commentLength);
		ByteCursor wide = zip64(extra);
		if (size == IN_ZIP64) {
			size = wide.i64();
		}
		if (compressed == IN_ZIP64) {
			compressed = wide.i64();
		}
		if (header == IN_ZIP64) {
			header = wide.i64();
		}
		if (method != 0 || (flags & 1) != 0 || compressed != size) {
			throw in.malformed(
					"entry %s is compressed or encrypted, which weights never are".formatted(Refusal.quoted(name)));
		}
		if (this.entries.put(name, data(header, size)) != null) {
			throw in.malformed("there are two entries " + Refusal.quoted(name));
		}
	}

	// Numbers that do not fit 32 bits: size, compressed size, position, each only if
	// needed
	private ByteCursor zip64(ByteCursor extra) {
		while (extra.remaining() >= 4) {
			int id = extra.u16();
			MemorySegment field = extra.slice(extra.u16());
			if (id == ZIP64_EXTRA) {
				return new ByteCursor(this.format, field);
			}
		}
		return new ByteCursor(this.format, MemorySegment.NULL);
	}

	private MemorySegment data(long header, long size) {
		ByteCursor in = new ByteCursor(this.format, this.file, header);
		in.expect("PK\3\4");
		in.skip(22);
		int nameLength = in.u16();
		int extraLength = in.u16();
		in.skip(nameLength);
		in.skip(extraLength);
		return in.slice(size);
	}

}
