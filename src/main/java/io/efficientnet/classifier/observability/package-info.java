/**
 * What all meters share: tags and histogram buckets.
 *
 * <p>
 * A leaf, so that every package names and buckets its meters alike.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.efficientnet.classifier.observability;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
