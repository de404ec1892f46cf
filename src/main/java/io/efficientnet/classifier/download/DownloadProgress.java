package io.efficientnet.classifier.download;

/** Is told how a download goes. */
public interface DownloadProgress {

	/**
	 * More has come.
	 * @param bytes what is here, with what earlier attempts got
	 * @param total the whole file; -1 if the server does not say
	 */
	void received(long bytes, long total);

	/**
	 * Something happened that a user may want to know.
	 * @param what one line
	 */
	void note(String what);

}
