package io.efficientnet.classifier.inference;

import java.lang.management.ManagementFactory;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;
import io.efficientnet.classifier.model.VerifiedModel;
import org.springframework.util.unit.DataSize;

/**
 * Memory that loaded models may take together. What a model takes is an estimate: neither
 * executor says what it holds.
 */
final class ModelMemory {

	/** Weights as the file has them and in the order of an executor's kernels. */
	private static final int COPIES_OF_WEIGHTS = 3;

	/** What a run of one image takes for its values, in bytes per input pixel. */
	private static final int BYTES_PER_PIXEL = 600;

	private final long budget;

	private long held;

	ModelMemory(long budget) {
		this.budget = budget;
	}

	/**
	 * Memory as configured.
	 * @param configured 0 for half of what the machine, or the container, has beside the
	 * heap
	 * @return all of it free
	 */
	static ModelMemory of(DataSize configured) {
		return new ModelMemory((configured.toBytes() > 0) ? configured.toBytes()
				: share(ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize(),
						Runtime.getRuntime().maxMemory()));
	}

	static long share(long memory, long heap) {
		return Math.max(0, (memory - heap) / 2);
	}

	/**
	 * What a model will take on an executor that takes one image a run.
	 * @param model not loaded yet
	 * @return in bytes
	 */
	static long estimate(VerifiedModel model) {
		return estimate(model, InputSize.ofSingleImages(model.descriptor().preprocessing().crop()));
	}

	/**
	 * What a model takes.
	 * @param model the model
	 * @param inputs images that are kept for its executor
	 * @return in bytes
	 */
	static long estimate(VerifiedModel model, InputSize inputs) {
		long side = inputs.side();
		return COPIES_OF_WEIGHTS * (long) model.graph().remaining() + BYTES_PER_PIXEL * side * side * inputs.runs()
				+ inputs.bytes();
	}

	long budget() {
		return this.budget;
	}

	synchronized long held() {
		return this.held;
	}

	/**
	 * Whether a model fits beside those that hold memory.
	 * @param bytes that it needs
	 * @return whether it can be loaded without another being closed
	 */
	synchronized boolean fits(long bytes) {
		return bytes <= this.budget - this.held;
	}

	/**
	 * Takes memory, be it there or not.
	 * @param bytes that a model needs; to be released once it is closed
	 */
	synchronized void take(long bytes) {
		this.held += bytes;
	}

	synchronized void release(long bytes) {
		this.held -= bytes;
	}

	/**
	 * Sizes for people.
	 * @param bytes how many
	 * @return for instance {@code 120 MB}
	 */
	static String megabytes(long bytes) {
		return String.format(Locale.ROOT, "%d MB", Math.ceilDiv(bytes, 1 << 20));
	}

}
