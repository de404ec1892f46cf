/**
 * Fetches one file over HTTP so that it arrives whole and as published, or not at all.
 *
 * <p>
 * Only commands use it; nothing is fetched while serving. What has come stays in a
 * {@code .part} file, so that a later attempt goes on from there; the file gets its name
 * when its checksum fits. No name that a server sends is ever used.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.efficientnet.classifier.download;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
