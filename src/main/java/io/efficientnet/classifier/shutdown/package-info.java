/**
 * How the process ends without losing a request.
 *
 * <p>
 * A leaf: the order of the steps and their limits are here, what they do to the server is
 * behind {@code Door}, which {@code api} implements.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.efficientnet.classifier.shutdown;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
