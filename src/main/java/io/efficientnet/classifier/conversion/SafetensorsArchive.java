package io.efficientnet.classifier.conversion;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * A {@code .safetensors} file, memory-mapped. Float32 tensors are views of the mapping,
 * which are dead once the archive is closed. Thread-safe but for closing.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class SafetensorsArchive implements WeightArchive, AutoCloseable {

	private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

	private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

	private final Arena arena;

	private final SafetensorsHeader header;

	private final MemorySegment data;

	private SafetensorsArchive(Arena arena, SafetensorsHeader header, MemorySegment data) {
		this.arena = arena;
		this.header = header;
		this.data = data;
	}

	/**
	 * Opens a file and checks its whole header.
	 * @param file to map
	 * @return the archive, to be closed by the caller
	 * @throws IOException if the file cannot be opened or mapped
	 * @throws ServiceException {@code INVALID_REQUEST} if the file is damaged, or holds
	 * types that are not read
	 */
	public static SafetensorsArchive open(Path file) throws IOException {
		Arena arena = Arena.ofShared();
		try {
			return open(file, arena);
		}
		catch (IOException | RuntimeException ex) {
			arena.close();
			throw ex;
		}
	}

	private static SafetensorsArchive open(Path file, Arena arena) throws IOException {
		MemorySegment bytes = map(file, arena);
		long length = headerLength(bytes);
		MemorySegment json = bytes.asSlice(Long.BYTES, length);
		MemorySegment data = bytes.asSlice(Long.BYTES + length);
		return new SafetensorsArchive(arena, SafetensorsHeader.parse(json.asByteBuffer(), data.byteSize()), data);
	}

	private static MemorySegment map(Path file, Arena arena) throws IOException {
		try (FileChannel channel = FileChannel.open(file)) {
			return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
		}
	}

	private static long headerLength(MemorySegment bytes) {
		if (bytes.byteSize() < Long.BYTES) {
			throw SafetensorsHeader.malformed("the file is shorter than the length of its header");
		}
		long length = bytes.get(LENGTH, 0);
		if (length < 0 || length > SafetensorsHeader.MAX_BYTES || length > bytes.byteSize() - Long.BYTES) {
			throw SafetensorsHeader.malformed("its header cannot have %s bytes in a file of %d"
				.formatted(Long.toUnsignedString(length), bytes.byteSize()));
		}
		return length;
	}

	@Override
	public SortedSet<String> names() {
		return Collections.unmodifiableSortedSet(this.header.tensors().navigableKeySet());
	}

	@Override
	public Shape shape(String name) {
		return entry(name).shape();
	}

	@Override
	public Tensor tensor(String name) {
		SafetensorsHeader.Entry entry = entry(name);
		MemorySegment bytes = this.data.asSlice(entry.begin(), entry.end() - entry.begin());
		return switch (entry.type()) {
			case F32 -> new Tensor(entry.shape(), bytes.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
			case F16 -> widen(entry.shape(), bytes, Float::float16ToFloat);
			case BF16 -> widen(entry.shape(), bytes, (bits) -> Float.intBitsToFloat(bits << Short.SIZE));
			case I64 -> throw new IllegalStateException("Whole numbers are not listed");
		};
	}

	private static Tensor widen(Shape shape, MemorySegment halves, HalfToFloat widening) {
		Tensor tensor = Tensor.allocate(shape);
		for (int i = 0; i < tensor.data().limit(); i++) {
			tensor.data().put(i, widening.apply(halves.get(HALF, (long) Short.BYTES * i)));
		}
		return tensor;
	}

	private SafetensorsHeader.Entry entry(String name) {
		SafetensorsHeader.Entry entry = this.header.tensors().get(name);
		if (entry == null) {
			throw new IllegalArgumentException("No tensor " + name);
		}
		return entry;
	}

	@Override
	public Map<String, String> metadata() {
		return this.header.metadata();
	}

	@Override
	public void close() {
		this.arena.close();
	}

	@FunctionalInterface
	private interface HalfToFloat {

		float apply(short bits);

	}

}
