package io.efficientnet.classifier.inference;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;

/** An executor that failed while running, which is not the caller's fault. */
public final class ExecutorFault extends ServiceException {

	private final FaultKind faultKind;

	/**
	 * A fault of known kind.
	 * @param faultKind what it means
	 * @param message for callers: no path, no native text, no full stop
	 * @param cause for the log
	 */
	public ExecutorFault(FaultKind faultKind, String message, @Nullable Throwable cause) {
		super(FailureKind.INTERNAL, message, cause);
		this.faultKind = faultKind;
	}

	/**
	 * What a run threw, as a fault.
	 * @param executor what ran
	 * @param thrown by the run
	 * @return a fault; the exception itself where the caller is at fault
	 */
	static ServiceException of(ExecutorKind executor, Throwable thrown) {
		return switch (thrown) {
			case ExecutorFault fault -> fault;
			case ServiceException known when known.kind() == FailureKind.INTERNAL ->
				new ExecutorFault(FaultKind.BROKEN, String.valueOf(known.getMessage()), known);
			case ServiceException known -> known;
			case OutOfMemoryError _ -> new ExecutorFault(FaultKind.OUT_OF_MEMORY,
					"The " + executor.id() + " executor ran out of memory", thrown);
			case LinkageError _ -> new ExecutorFault(FaultKind.STICKY,
					"A library of the " + executor.id() + " executor is missing", thrown);
			default -> new ExecutorFault(FaultKind.BROKEN, "The " + executor.id() + " executor failed", thrown);
		};
	}

	public FaultKind faultKind() {
		return this.faultKind;
	}

}
