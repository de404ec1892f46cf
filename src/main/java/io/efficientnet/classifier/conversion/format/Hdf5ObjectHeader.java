package io.efficientnet.classifier.conversion.format;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * The messages that say what an object of an HDF5 file is: a group, or a dataset. They
 * begin behind the header and go on in other blocks, of which any block may name several.
 */
final class Hdf5ObjectHeader {

	static final int DATASPACE = 0x01;

	static final int DATATYPE = 0x03;

	static final int EXTERNAL_FILES = 0x07;

	static final int LAYOUT = 0x08;

	static final int FILTERS = 0x0B;

	private static final int LINKS = 0x02;

	private static final int ATTRIBUTE = 0x0C;

	private static final int CONTINUATION = 0x10;

	private static final int SYMBOL_TABLE = 0x11;

	private static final int SHARED = 2;

	private static final String NAME = "name\0";

	private static final int TEXT_OF_ANY_LENGTH = 9;

	private static final int MAX_TEXT_LENGTH = 255;

	private static final int MAX_BLOCKS = 64;

	private static final int MAX_MESSAGES = 1024;

	private static final int MAX_PIECES = 4096;

	/** In place of a piece behind the last one. */
	private static final int FREE_SPACE = 0;

	private final String format;

	private final MemorySegment file;

	private final Map<Integer, MemorySegment> messages = new HashMap<>();

	private final Queue<MemorySegment> blocks = new ArrayDeque<>();

	private final Set<Long> continued = new HashSet<>();

	private @Nullable String name;

	private Hdf5ObjectHeader(String format, MemorySegment file) {
		this.format = format;
		this.file = file;
	}

	/**
	 * Reads the messages of an object.
	 * @param format of the file, in words
	 * @param file the whole file
	 * @param address of the object
	 * @return its header
	 * @throws ServiceException {@code INVALID_REQUEST} if the header is damaged or of the
	 * newer kind
	 */
	static Hdf5ObjectHeader read(String format, MemorySegment file, long address) {
		Hdf5ObjectHeader header = new Hdf5ObjectHeader(format, file);
		ByteCursor in = new ByteCursor(format, file, address);
		if (in.u8() != 1) {
			throw newer(format, "an object");
		}
		in.skip(1);
		int count = in.u16();
		in.skip(4);
		long size = in.u32();
		in.skip(4);
		if (count > MAX_MESSAGES) {
			throw in.malformed("an object has %d properties".formatted(count));
		}
		header.readBlocks(in.slice(size), count);
		return header;
	}

	/** Refuses what h5py writes only if it is asked to. */
	static ServiceException newer(String format, String what) {
		return Refusal.malformed(format,
				what + " is of a kind that h5py writes with libver='latest', track_order or external links only; "
						+ "save it without");
	}

	private void readBlocks(MemorySegment first, int count) {
		this.blocks.add(first);
		int left = count;
		for (MemorySegment block = this.blocks.poll(); block != null; block = this.blocks.poll()) {
			ByteCursor in = cursor(block);
			while (left > 0 && in.remaining() >= 8) {
				int type = in.u16();
				int size = in.u16();
				int flags = in.u8();
				in.skip(3);
				keep(type, flags, in.slice(size));
				left--;
			}
		}
	}

	private void keep(int type, int flags, MemorySegment message) {
		if ((flags & SHARED) != 0 && (type == DATASPACE || type == DATATYPE)) {
			throw malformed("the type of a dataset is a named one, which is not read");
		}
		switch (type) {
			case CONTINUATION -> addBlock(cursor(message));
			case ATTRIBUTE -> {
				if (this.name == null) {
					readAttribute(cursor(message));
				}
			}
			default -> this.messages.putIfAbsent(type, message);
		}
	}

	private void addBlock(ByteCursor in) {
		long address = in.i64();
		if (!this.continued.add(address)) {
			throw malformed("a header goes on twice at byte %s".formatted(Long.toUnsignedString(address)));
		}
		if (this.continued.size() > MAX_BLOCKS) {
			throw malformed("a header has more than %d parts".formatted(MAX_BLOCKS));
		}
		this.blocks.add(new ByteCursor(this.format, this.file, address).slice(in.i64()));
	}

	// Only the text "name" is needed; in version 1 every part is padded to 8 bytes
	private void readAttribute(ByteCursor in) {
		int version = in.u8();
		in.skip(1);
		int nameLength = in.u16();
		int typeLength = in.u16();
		int spaceLength = in.u16();
		if (version == 3) {
			in.skip(1);
		}
		int padding = (version == 1) ? 7 : 0;
		ByteCursor name = cursor(in.slice((nameLength + padding) & ~padding));
		ByteCursor type = cursor(in.slice((typeLength + padding) & ~padding));
		in.skip((spaceLength + padding) & ~padding);
		if (nameLength == NAME.length() && name.text(nameLength, StandardCharsets.UTF_8).equals(NAME)
				&& (type.u8() & 0xF) == TEXT_OF_ANY_LENGTH) {
			this.name = heapText(in);
		}
	}

	// Length and place in a heap: address and number of the piece
	private String heapText(ByteCursor in) {
		long length = in.u32();
		ByteCursor heap = new ByteCursor(this.format, this.file, in.i64());
		int wanted = in.i32();
		heap.expect("GCOL");
		heap.skip(4);
		long size = heap.i64();
		heap = cursor(heap.slice(Math.max(0, size - 16)));
		for (int pieces = 0; pieces < MAX_PIECES; pieces++) {
			int piece = heap.u16();
			if (piece == FREE_SPACE) {
				break;
			}
			heap.skip(6);
			MemorySegment content = heap.slice(heap.i64());
			if (piece == wanted && length <= Math.min(content.byteSize(), MAX_TEXT_LENGTH)) {
				return cursor(content).text(length, StandardCharsets.UTF_8);
			}
			heap.skip(-content.byteSize() & 7);
		}
		throw malformed("a text is missing");
	}

	/**
	 * What the attribute of that name says.
	 * @return null if there is none
	 */
	@Nullable String name() {
		return this.name;
	}

	/**
	 * Where the members of a group are listed.
	 * @return address of the tree and of the heap of names; null for what is no group
	 * @throws ServiceException {@code INVALID_REQUEST} for groups of the newer kind
	 */
	@Nullable ByteCursor group() {
		MemorySegment table = this.messages.get(SYMBOL_TABLE);
		if (table == null && this.messages.containsKey(LINKS)) {
			throw newer(this.format, "a group");
		}
		return (table != null) ? cursor(table) : null;
	}

	/**
	 * The dataset.
	 * @param path of the object, for messages
	 * @return null if its elements are no numbers, or there are none
	 * @throws ServiceException {@code INVALID_REQUEST} if it is damaged, or stored as is
	 * not read
	 */
	@Nullable StoredTensor dataset(String path) {
		return new Hdf5Dataset(this.format, this.file, path, this.messages).read();
	}

	private ByteCursor cursor(MemorySegment message) {
		return new ByteCursor(this.format, message);
	}

	private ServiceException malformed(String reason) {
		return Refusal.malformed(this.format, reason);
	}

}
