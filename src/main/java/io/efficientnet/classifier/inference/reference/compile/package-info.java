/**
 * A simplified graph to the network of the paper.
 *
 * <p>
 * Rules look at one step of a plan and at what computes its inputs, and put a larger step
 * in its place: padding and batch norm disappear into convolutions, convolutions into
 * squeeze-and-excitation and MBConv blocks. What no rule knows stays an operator of its
 * own, so that every graph runs and the recognised ones run fast.
 */
@NullMarked
package io.efficientnet.classifier.inference.reference.compile;

import org.jspecify.annotations.NullMarked;
