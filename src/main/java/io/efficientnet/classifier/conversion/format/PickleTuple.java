package io.efficientnet.classifier.conversion.format;

import java.util.List;

/**
 * Python's tuple. No value of a pickle is compared, as one may hold itself.
 *
 * @param values in order
 */
record PickleTuple(List<Object> values) {
}
