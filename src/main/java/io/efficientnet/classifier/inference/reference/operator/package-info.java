/**
 * The ONNX operators that the EfficientNet family is exported with.
 *
 * <p>
 * One record per operator, with everything bound that is not data: attributes, inputs
 * that must be constant, axes counted from the front, padding as numbers. Each holds its
 * shape rule and a plain evaluation, which folds constants when a model is loaded and
 * stands in at run time where no faster kernel does. Floating-point types of every width
 * count as float32.
 */
@NullMarked
package io.efficientnet.classifier.inference.reference.operator;

import org.jspecify.annotations.NullMarked;
