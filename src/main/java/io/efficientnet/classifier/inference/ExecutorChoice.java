package io.efficientnet.classifier.inference;

import java.util.List;

/** Which executors may serve. */
public enum ExecutorChoice {

	/**
	 * CUDA where it works, else the faster of the two on the CPU; the rest as fallbacks.
	 */
	AUTO,

	/** ONNX Runtime's CUDA provider and nothing else. */
	CUDA,

	/** ONNX Runtime's CPU provider and nothing else. */
	CPU,

	/** This project's own executor in pure Java and nothing else. */
	JAVA;

	/**
	 * The executors in the order in which they are tried.
	 * @return rungs; on one rung the fastest serves, and results are held against those
	 * of the first
	 */
	List<List<ExecutorKind>> rungs() {
		return switch (this) {
			case AUTO -> List.of(List.of(ExecutorKind.CUDA), List.of(ExecutorKind.CPU, ExecutorKind.JAVA));
			case CUDA -> List.of(List.of(ExecutorKind.CUDA));
			case CPU -> List.of(List.of(ExecutorKind.CPU));
			case JAVA -> List.of(List.of(ExecutorKind.JAVA));
		};
	}

}
