package io.efficientnet.classifier.inference;

/**
 * What a network gave, and how it was computed.
 *
 * @param outputs logits and whatever else was wanted
 * @param executor what computed
 * @param runtime library and version
 * @param fallback whether the executor replaced another that failed while serving
 * @param queueNanos time from submission to the start of the run
 * @param inferenceNanos time of the run
 */
public record InferenceResult(Outputs outputs, ExecutorKind executor, String runtime, boolean fallback, long queueNanos,
		long inferenceNanos) {
}
