/**
 * The loops of the Java executor over native memory.
 *
 * <p>
 * {@code Kernels} has a scalar implementation, which is also the oracle, and one on the
 * Vector API. Both round every element in the same order, so their results are equal bit
 * for bit, whatever the width of the vectors.
 */
@NullMarked
package io.efficientnet.classifier.inference.reference.kernel;

import org.jspecify.annotations.NullMarked;
