package io.efficientnet.classifier.download;

import java.nio.file.Path;

/**
 * A file that was fetched.
 *
 * @param file whole and checked
 * @param bytes its length
 * @param sha256 64 hexadecimal digits
 */
public record Downloaded(Path file, long bytes, String sha256) {
}
