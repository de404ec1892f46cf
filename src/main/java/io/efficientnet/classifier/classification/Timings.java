package io.efficientnet.classifier.classification;

/**
 * Where the time of one image went, in nanoseconds.
 *
 * @param decode encoded bytes to RGB
 * @param resize RGB to the normalised input
 * @param queue waiting for a thread, before decode and before inference
 * @param inference the run of the network
 */
public record Timings(long decode, long resize, long queue, long inference) {
}
