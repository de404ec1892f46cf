package io.efficientnet.classifier.conversion.format;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A dataset of an HDF5 file: numbers in one piece, or in the header itself. Those in
 * chunks, which are all that are compressed or may grow, are refused by the name of what
 * is not read.
 */
final class Hdf5Dataset {

	private static final List<String> FILTERS = List.of("gzip", "shuffle", "fletcher32", "szip", "nbit", "scaleoffset");

	/** From here on, filters have names in the file. */
	private static final int FOREIGN_FILTER = 256;

	private static final long UNDEFINED = -1;

	private final String format;

	private final MemorySegment file;

	private final String path;

	private final Map<Integer, MemorySegment> messages;

	Hdf5Dataset(String format, MemorySegment file, String path, Map<Integer, MemorySegment> messages) {
		this.format = format;
		this.file = file;
		this.path = path;
		this.messages = messages;
	}

	@Nullable StoredTensor read() {
		MemorySegment space = this.messages.get(Hdf5ObjectHeader.DATASPACE);
		MemorySegment datatype = this.messages.get(Hdf5ObjectHeader.DATATYPE);
		MemorySegment layout = this.messages.get(Hdf5ObjectHeader.LAYOUT);
		if (space == null || datatype == null || layout == null) {
			return null;
		}
		ElementType type = elementType(datatype);
		if (type == null) {
			return null;
		}
		MemorySegment filters = this.messages.get(Hdf5ObjectHeader.FILTERS);
		if (filters != null) {
			throw malformed("goes through the filters %s, which are not read; save it without compression"
				.formatted(filters(cursor(filters))));
		}
		if (this.messages.containsKey(Hdf5ObjectHeader.EXTERNAL_FILES)) {
			throw malformed("lies in another file");
		}
		try {
			return StoredTensor.dense(type, shape(space), data(layout));
		}
		catch (IllegalArgumentException ex) {
			throw Refusal.malformed(this.format,
					"dataset %s has extents that do not fit its data".formatted(Refusal.quoted(this.path)), ex);
		}
	}

	// Version 1 has the length of a name and pads for every filter, version 2 for foreign
	// ones
	private String filters(ByteCursor in) {
		int version = in.u8();
		int count = in.u8();
		in.skip((version == 1) ? 6 : 0);
		List<String> names = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			int id = in.u16();
			int nameLength = (version == 1 || id >= FOREIGN_FILTER) ? in.u16() : 0;
			in.skip(2);
			int values = in.u16();
			in.skip((version == 1) ? (nameLength + 7) & ~7 : nameLength);
			in.skip((version == 1) ? (values + 1L) / 2 * 8 : values * 4L);
			names.add((id >= 1 && id <= FILTERS.size()) ? FILTERS.get(id - 1) : "number " + id);
		}
		return String.join(", ", names);
	}

	private Shape shape(MemorySegment space) {
		ByteCursor in = cursor(space);
		int version = in.u8();
		int rank = in.u8();
		in.skip((version == 1) ? 6 : 2);
		if (rank > StoredTensor.MAX_RANK) {
			throw malformed("has %d axes".formatted(rank));
		}
		List<Long> extents = LongStream.generate(in::i64).limit(rank).boxed().toList();
		if (extents.stream().anyMatch((extent) -> extent < 0 || extent > Integer.MAX_VALUE)) {
			throw malformed("has the impossible extents " + extents);
		}
		return new Shape(extents.stream().map(Long::intValue).toList());
	}

	// Class, version and size; for floats the number of exponent bits tells halves apart
	private @Nullable ElementType elementType(MemorySegment datatype) {
		ByteCursor in = cursor(datatype);
		int kind = in.u8() & 0xF;
		int order = in.u8() & 0x41;
		in.skip(2);
		int size = in.i32();
		if (kind > 1) {
			return null;
		}
		if (order != 0) {
			throw malformed("is not little-endian");
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
			default -> throw malformed("has numbers of %d bytes".formatted(size));
		};
	}

	private MemorySegment data(MemorySegment layout) {
		ByteCursor in = cursor(layout);
		int version = in.u8();
		int kind = in.u8();
		if (version < 3 || version > 4) {
			throw malformed("has a layout of version %d, which is not read".formatted(version));
		}
		return switch (kind) {
			case 0 -> in.slice(in.u16());
			case 1 -> contiguous(in.i64(), in.i64());
			case 2 -> throw malformed("lies in chunks, which are not read; save it without chunks and maxshape");
			default -> throw malformed("is put together of others, which is not read; save a copy");
		};
	}

	private MemorySegment contiguous(long address, long size) {
		if (size == 0) {
			return MemorySegment.NULL;
		}
		if (address == UNDEFINED) {
			throw malformed("was never written");
		}
		return new ByteCursor(this.format, this.file, address).slice(size);
	}

	private ByteCursor cursor(MemorySegment message) {
		return new ByteCursor(this.format, message);
	}

	private ServiceException malformed(String what) {
		return Refusal.malformed(this.format, "dataset %s %s".formatted(Refusal.quoted(this.path), what));
	}

}
