/**
 * Requests to a running server, and how they fared.
 *
 * <p>
 * A load is closed (so many connections, each sends when it has its answer) or open
 * (requests are sent when they are due, whether or not earlier ones were answered). The
 * latency of an open load counts from when a request was due, so that a server which
 * stalls is charged for all who would have waited.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.efficientnet.classifier.traffic;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
