package io.efficientnet.classifier.download;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/** A download that did not succeed. The message says why and what to do next. */
public final class DownloadException extends IOException {

	DownloadException(String message) {
		this(message, null);
	}

	DownloadException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
