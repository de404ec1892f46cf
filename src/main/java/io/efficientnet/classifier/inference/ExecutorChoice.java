package io.efficientnet.classifier.inference;

import java.util.List;

/** Which executors may serve. */
public enum ExecutorChoice {

	/** The first that works, the rest as fallbacks. */
	AUTO,

	/** ONNX Runtime's CUDA provider and nothing else. */
	CUDA,

	/** ONNX Runtime's CPU provider and nothing else. */
	CPU;

	List<ExecutorKind> order() {
		return switch (this) {
			case AUTO -> List.of(ExecutorKind.values());
			case CUDA -> List.of(ExecutorKind.CUDA);
			case CPU -> List.of(ExecutorKind.CPU);
		};
	}

}
