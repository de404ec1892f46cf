/**
 * The command line.
 *
 * <p>
 * Each command composes the packages beneath without starting the server; {@code serve}
 * starts it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "batching", "classification", "conversion", "download", "efficientnet",
		"failure", "image", "inference", "model", "onnx", "plot", "precision", "security", "structure", "tensor",
		"traffic" })
package io.efficientnet.classifier.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
