package io.efficientnet.classifier.inference.reference.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * Elements by address. Kernels walk over memory that several segments own, so they use
 * addresses; {@link #address} is where a range is checked, once for many accesses.
 */
public final class NativeMemory {

	/** Constant, so that compiled loops neither check nor load bounds. */
	@SuppressWarnings("restricted") // ranges are checked where addresses are made
	static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

	private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

	private NativeMemory() {
	}

	/**
	 * The address of a range of a native segment.
	 * @param segment that owns the range
	 * @param offset in bytes
	 * @param bytes length of the range
	 * @return address of its first byte
	 * @throws IndexOutOfBoundsException if the range is not inside the segment
	 */
	public static long address(MemorySegment segment, long offset, long bytes) {
		Objects.checkFromIndexSize(offset, bytes, segment.byteSize());
		return segment.address() + offset;
	}

	public static float get(long address) {
		return ALL.get(FLOAT, address);
	}

	public static void set(long address, float value) {
		ALL.set(FLOAT, address, value);
	}

	/**
	 * Copies elements into an array, from its first element on.
	 * @param address of the first element
	 * @param to array
	 * @param count number of elements
	 */
	static void read(long address, float[] to, int count) {
		MemorySegment.copy(ALL, FLOAT, address, to, 0, count);
	}

	/**
	 * Copies the first elements of an array out.
	 * @param from array
	 * @param address of the first element
	 * @param count number of elements
	 */
	static void write(float[] from, long address, int count) {
		MemorySegment.copy(from, 0, ALL, FLOAT, address, count);
	}

	/**
	 * Copies bytes between ranges that do not overlap.
	 * @param from address
	 * @param to address
	 * @param bytes how many
	 */
	public static void copy(long from, long to, long bytes) {
		MemorySegment.copy(ALL, from, ALL, to, bytes);
	}

	/**
	 * Sets bytes to zero.
	 * @param address of the first
	 * @param bytes how many
	 */
	public static void clear(long address, long bytes) {
		ALL.asSlice(address, bytes).fill((byte) 0);
	}

}
