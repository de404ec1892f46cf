/**
 * Dense float tensors and their shapes, without arithmetic.
 *
 * <p>
 * A leaf: images, weights and logits travel between the packages as these types, in
 * native memory so that runtimes read them without a copy.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.efficientnet.classifier.tensor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
