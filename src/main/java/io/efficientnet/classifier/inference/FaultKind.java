package io.efficientnet.classifier.inference;

/** What it means that an executor failed: when, if ever, it is tried again. */
public enum FaultKind {

	/**
	 * The memory did not suffice for this many images; fewer may do. For one image, it
	 * may do another time, and only several such runs in a row count against the
	 * executor.
	 */
	OUT_OF_MEMORY,

	/** Nothing more is to be expected of it for this model. */
	BROKEN,

	/** Nothing more is to be expected of it in this process, for any model. */
	STICKY

}
