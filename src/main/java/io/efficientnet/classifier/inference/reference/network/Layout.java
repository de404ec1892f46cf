package io.efficientnet.classifier.inference.reference.network;

/** Order of a value's elements in memory. */
public enum Layout {

	/** Row-major as in the graph: {@code [n][c][h][w]} for pictures. */
	PLANAR,

	/** {@code [n][h][w][c]}, only for pictures. */
	CHANNELS_LAST

}
