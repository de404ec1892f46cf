package io.efficientnet.classifier.traffic;

import java.io.IOException;

/** Sends requests and waits for their answers; safe for use by several threads. */
interface Sender extends AutoCloseable {

	/**
	 * Sends the next request.
	 * @return its answer, read completely
	 * @throws IOException if there is none, or only a part of it
	 */
	HttpAnswer send() throws IOException;

	/** Ends what is under way; requests in flight fail. */
	@Override
	void close();

}
