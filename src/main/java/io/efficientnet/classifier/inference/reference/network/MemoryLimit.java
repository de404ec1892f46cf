package io.efficientnet.classifier.inference.reference.network;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;

/** Refuses a network that would not fit into memory before its memory is allocated. */
final class MemoryLimit {

	private static final long MIB = 1024 * 1024;

	private final long most;

	private long needed;

	MemoryLimit(long most) {
		this.most = most;
	}

	/**
	 * What the machine, or the container, has beside the heap, and at least half of it.
	 * @return nothing added yet
	 */
	static MemoryLimit ofThisMachine() {
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		long total = system.getTotalMemorySize();
		return new MemoryLimit(Math.max(total / 2, total - Runtime.getRuntime().maxMemory()));
	}

	/**
	 * Counts memory that is about to be allocated.
	 * @param bytes how much
	 * @param times how often
	 * @throws ServiceException {@code UNAVAILABLE} if it is too much in all
	 */
	void add(long bytes, long times) {
		if (bytes > 0 && times > (this.most - this.needed) / bytes) {
			throw exceeded();
		}
		this.needed += bytes * times;
	}

	/**
	 * What to throw when memory does not suffice.
	 * @return a new exception of kind {@code UNAVAILABLE}
	 */
	ServiceException exceeded() {
		return new ServiceException(FailureKind.UNAVAILABLE,
				"The network needs more memory than the %d MiB that are there for it".formatted(this.most / MIB));
	}

}
