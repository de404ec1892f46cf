package io.efficientnet.classifier.structure;

/** What values a graph takes for a pixel, by what it does to them itself. */
public enum PixelRange {

	/** Nothing is done: they are normalised before. */
	NORMALISED,

	/** 0..1; the graph subtracts the mean and divides by the deviation. */
	UNIT,

	/** 0..255; the graph scales and normalises. */
	PIXELS

}
