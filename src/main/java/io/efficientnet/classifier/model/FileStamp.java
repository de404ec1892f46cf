package io.efficientnet.classifier.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * What tells cheaply whether a file is still the one that was seen.
 *
 * @param key the file system's name of the file, which a rename takes along; null where
 * the file is missing
 * @param modifiedNanos time of the last change
 * @param bytes size
 */
record FileStamp(@Nullable String key, long modifiedNanos, long bytes) {

	private static final FileStamp MISSING = new FileStamp(null, 0, 0);

	static FileStamp of(Path file) {
		try {
			BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
			return new FileStamp(String.valueOf(found.fileKey()), found.lastModifiedTime().to(TimeUnit.NANOSECONDS),
					found.size());
		}
		catch (IOException ex) {
			return MISSING;
		}
	}

}
