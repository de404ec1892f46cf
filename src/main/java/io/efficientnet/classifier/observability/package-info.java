/**
 * What meters and traces share: tags, histogram buckets, spans of stages.
 *
 * <p>
 * A leaf, so that every package names and buckets alike.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.efficientnet.classifier.observability;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
