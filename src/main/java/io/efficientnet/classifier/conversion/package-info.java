/**
 * Named weights to an ONNX graph, offline.
 *
 * <p>
 * A specification says which blocks there are, a naming says what their tensors are
 * called, and the graph builder folds batch normalisation into the convolutions.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "efficientnet", "onnx", "tensor", "failure" })
package io.efficientnet.classifier.conversion;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
