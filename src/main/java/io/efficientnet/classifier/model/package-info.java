/**
 * Which models exist, where their files are and what they expect of an image.
 *
 * <p>
 * A model is a folder with {@code model.onnx} and {@code model.json}; a folder that does
 * not fit its manifest is listed as failed with the reason and is never served.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "efficientnet", "failure" })
package io.efficientnet.classifier.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
