package io.efficientnet.classifier.inference.reference.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Places buffers in one stretch of memory so that those alive at the same time do not
 * overlap: the largest first, each at the lowest offset that is free for its lifetime.
 */
final class MemoryPlan {

	/** Whole vectors of any machine, the longest having 2048 bits, and so cache lines. */
	static final int ALIGNMENT = 256;

	private final Map<Buffer, Lifetime> lifetimes = new LinkedHashMap<>();

	static long aligned(long bytes) {
		return Math.addExact(bytes, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	}

	/**
	 * Notes that a step writes or reads a buffer.
	 * @param buffer that must be intact from its first to its last use
	 * @param step number of the step
	 */
	void use(Buffer buffer, int step) {
		this.lifetimes.merge(buffer, new Lifetime(step, step), Lifetime::merge);
	}

	/**
	 * Places all buffers.
	 * @return bytes of memory that one image needs
	 */
	long place() {
		List<Buffer> placed = new ArrayList<>();
		List<Buffer> bySize = new ArrayList<>(this.lifetimes.keySet());
		bySize.sort(Comparator.comparingLong(Buffer::bytes).reversed());
		long end = 0;
		for (Buffer buffer : bySize) {
			buffer.place(firstFit(buffer, placed));
			placed.add(buffer);
			end = Math.max(end, Math.addExact(buffer.offset(), buffer.bytes()));
		}
		return end;
	}

	private long firstFit(Buffer buffer, List<Buffer> placed) {
		List<Buffer> neighbours = placed.stream()
			.filter((other) -> lifetime(other).overlaps(lifetime(buffer)))
			.sorted(Comparator.comparingLong(Buffer::offset))
			.toList();
		long offset = 0;
		for (Buffer other : neighbours) {
			if (offset + buffer.bytes() <= other.offset()) {
				return offset;
			}
			offset = Math.max(offset, other.offset() + other.bytes());
		}
		return offset;
	}

	private Lifetime lifetime(Buffer buffer) {
		Lifetime lifetime = this.lifetimes.get(buffer);
		if (lifetime == null) {
			throw new IllegalArgumentException("A buffer that no step uses");
		}
		return lifetime;
	}

	private record Lifetime(int first, int last) {

		Lifetime merge(Lifetime other) {
			return new Lifetime(Math.min(this.first, other.first), Math.max(this.last, other.last));
		}

		boolean overlaps(Lifetime other) {
			return this.first <= other.last && other.first <= this.last;
		}

	}

}
