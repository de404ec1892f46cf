package io.efficientnet.classifier.conversion.format;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** The messages that say what an object of an HDF5 file is: a group, or a dataset. */
final class Hdf5ObjectHeader {

	private static final String NAME = "name\0";

	private static final int DATASPACE = 0x01;

	private static final int DATATYPE = 0x03;

	private static final int EXTERNAL_FILES = 0x07;

	private static final int LAYOUT = 0x08;

	private static final int FILTERS = 0x0B;

	private static final int ATTRIBUTE = 0x0C;

	private static final int CONTINUATION = 0x10;

	private static final int SYMBOL_TABLE = 0x11;

	private static final int SHARED = 2;

	private static final int TEXT_OF_ANY_LENGTH = 9;

	private static final int MAX_TEXT_LENGTH = 255;

	private static final int MAX_BLOCKS = 64;

	private static final int MAX_MESSAGES = 1024;

	private static final int MAX_PIECES = 4096;

	private final String format;

	private final MemorySegment file;

	private final Map<Integer, MemorySegment> messages = new HashMap<>();

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
	 * @throws ServiceException {@code INVALID_REQUEST} if the header is damaged
	 */
	static Hdf5ObjectHeader read(String format, MemorySegment file, long address) {
		Hdf5ObjectHeader header = new Hdf5ObjectHeader(format, file);
		ByteCursor in = new ByteCursor(format, file, address);
		if (in.u8() != 1) {
			throw in.malformed("an object is of a kind that h5py writes only with libver='latest'; save it without");
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

	private void readBlocks(MemorySegment first, int count) {
		MemorySegment block = first;
		int left = count;
		for (int blocks = 0; block != null; blocks++) {
			if (blocks == MAX_BLOCKS) {
				throw malformed("a header has more than %d parts".formatted(MAX_BLOCKS));
			}
			MemorySegment next = null;
			ByteCursor in = new ByteCursor(this.format, block);
			while (left > 0 && in.remaining() >= 8) {
				int type = in.u16();
				int size = in.u16();
				int flags = in.u8();
				in.skip(3);
				MemorySegment message = in.slice(size);
				left--;
				if (type == CONTINUATION) {
					next = continuation(message);
				}
				else if (type != 0) {
					keep(type, flags, message);
				}
			}
			block = next;
		}
	}

	private MemorySegment continuation(MemorySegment message) {
		ByteCursor in = cursor(message);
		ByteCursor target = new ByteCursor(this.format, this.file, in.i64());
		return target.slice(in.i64());
	}

	private void keep(int type, int flags, MemorySegment message) {
		if ((flags & SHARED) != 0 && (type == DATASPACE || type == DATATYPE)) {
			throw malformed("the type of a dataset lies elsewhere");
		}
		if (type == ATTRIBUTE) {
			if (this.name == null) {
				readAttribute(cursor(message));
			}
			return;
		}
		this.messages.putIfAbsent(type, message);
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
	 */
	@Nullable ByteCursor group() {
		MemorySegment table = this.messages.get(SYMBOL_TABLE);
		return (table != null) ? cursor(table) : null;
	}

	/**
	 * The dataset.
	 * @param path of the object, for messages
	 * @return null if its elements are no numbers, or there are none
	 */
	@Nullable StoredTensor dataset(String path) {
		MemorySegment space = this.messages.get(DATASPACE);
		MemorySegment datatype = this.messages.get(DATATYPE);
		MemorySegment layout = this.messages.get(LAYOUT);
		if (space == null || datatype == null || layout == null) {
			return null;
		}
		ElementType type = elementType(path, datatype);
		if (type == null) {
			return null;
		}
		if (this.messages.containsKey(FILTERS) || this.messages.containsKey(EXTERNAL_FILES)) {
			throw malformed("dataset %s is compressed or in another file".formatted(Refusal.quoted(path)));
		}
		try {
			return StoredTensor.dense(type, shape(space), data(path, layout));
		}
		catch (IllegalArgumentException ex) {
			throw Refusal.malformed(this.format,
					"dataset %s has extents that do not fit its data".formatted(Refusal.quoted(path)), ex);
		}
	}

	private Shape shape(MemorySegment space) {
		ByteCursor in = cursor(space);
		int version = in.u8();
		int rank = in.u8();
		in.skip((version == 1) ? 6 : 2);
		if (rank > StoredTensor.MAX_RANK) {
			throw malformed("a dataset has %d axes".formatted(rank));
		}
		List<Long> extents = LongStream.generate(in::i64).limit(rank).boxed().toList();
		if (extents.stream().anyMatch((extent) -> extent < 0 || extent > Integer.MAX_VALUE)) {
			throw malformed("a dataset has the impossible extents " + extents);
		}
		return new Shape(extents.stream().map(Long::intValue).toList());
	}

	// Class, version and size; for floats the number of exponent bits tells halves apart
	private @Nullable ElementType elementType(String path, MemorySegment datatype) {
		ByteCursor in = cursor(datatype);
		int kind = in.u8() & 0xF;
		int order = in.u8() & 0x41;
		in.skip(2);
		int size = in.i32();
		if (kind > 1) {
			return null;
		}
		if (order != 0) {
			throw malformed("dataset %s is not little-endian".formatted(Refusal.quoted(path)));
		}
		if (kind == 0) {
			return switch (size) {
				case 1 -> ElementType.I8;
				case 2 -> ElementType.I16;
				case 4 -> ElementType.I32;
				case 8 -> ElementType.I64;
				default -> null;
			};
		}
		in.skip(5);
		int exponentBits = in.u8();
		return switch (size) {
			case 2 -> (exponentBits == 8) ? ElementType.BF16 : ElementType.F16;
			case 4 -> ElementType.F32;
			case 8 -> ElementType.F64;
			default -> throw malformed("dataset %s has numbers of %d bytes".formatted(Refusal.quoted(path), size));
		};
	}

	private MemorySegment data(String path, MemorySegment layout) {
		ByteCursor in = cursor(layout);
		int version = in.u8();
		int kind = in.u8();
		if (version < 3 || version > 4 || kind > 1) {
			throw malformed("dataset %s is in pieces; save it without chunks".formatted(Refusal.quoted(path)));
		}
		if (kind == 0) {
			return in.slice(in.u16());
		}
		long address = in.i64();
		long size = in.i64();
		if (size == 0) {
			return MemorySegment.NULL;
		}
		return new ByteCursor(this.format, this.file, address).slice(size);
	}

	private ByteCursor cursor(MemorySegment message) {
		return new ByteCursor(this.format, message);
	}

	private ServiceException malformed(String reason) {
		return Refusal.malformed(this.format, reason);
	}

}
