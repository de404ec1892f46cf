/**
 * A network as it runs: convolutions, squeeze-and-excitation and whole MBConv blocks,
 * with activations channels-last in memory planned once.
 */
@NullMarked
package io.efficientnet.classifier.inference.reference.network;

import org.jspecify.annotations.NullMarked;
