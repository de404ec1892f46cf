package io.efficientnet.classifier.plot;

/**
 * One side of a chart.
 *
 * @param label what is shown, with its unit
 * @param scale where values are placed
 */
public record Axis(String label, Scale scale) {
}
