/**
 * Every way in which the service refuses or fails, as one enum and one exception.
 *
 * <p>
 * A leaf: the packages say what kind of failure happened, and only the edges
 * ({@code api}, {@code cli}) know what that means as a status or an exit code.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.efficientnet.classifier.failure;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
