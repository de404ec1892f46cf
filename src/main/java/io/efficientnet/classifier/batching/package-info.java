/**
 * How work of many callers is queued, bounded and given up.
 *
 * <p>
 * Knows neither models nor images: callers hand in work with a deadline and get its
 * outcome or a refusal.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "failure" })
package io.efficientnet.classifier.batching;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
