/**
 * The EfficientNet architecture as data: B0 by its stage table, everything else derived
 * from it.
 *
 * <p>
 * A leaf that knows no weights and no file format. Numbers follow Tan and Le,
 * "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", and the
 * rounding of the official code.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.efficientnet.classifier.efficientnet;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
