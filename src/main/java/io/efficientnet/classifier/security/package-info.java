/**
 * Who may use the service: API keys, known by their hashes.
 *
 * <p>
 * Knows no protocol: the edges take keys out of what they read, and refuse what this does
 * not accept.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "failure" })
package io.efficientnet.classifier.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
