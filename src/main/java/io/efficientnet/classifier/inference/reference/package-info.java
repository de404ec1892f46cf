/**
 * ONNX graphs of the EfficientNet family in pure Java.
 *
 * <p>
 * {@code graph} and {@code operator} read what the file says and reduce it to the network
 * of the paper, {@code network} runs that network channels-last in memory that is planned
 * once, {@code kernel} holds the loops.
 */
@NullMarked
package io.efficientnet.classifier.inference.reference;

import org.jspecify.annotations.NullMarked;
