package io.efficientnet.classifier.download;

import java.net.ProxySelector;
import java.time.Duration;

/**
 * How patient downloads are.
 *
 * @param connect longest time for a connection
 * @param idle longest time for an answer to begin, and for each further
 * {@value #LEAST_BYTES} bytes of it
 * @param attempts that may fail one after the other
 * @param longestPause between attempts; a server that asks for more is not waited for
 * @param proxies which connections go through a proxy
 * @param disk where files come to
 * @param pause waits between attempts
 */
record DownloadSettings(Duration connect, Duration idle, int attempts, Duration longestPause, ProxySelector proxies,
		Disk disk, Pause pause) {

	/** Bytes that must come within the idle time. */
	static final int LEAST_BYTES = 1 << 14;

	static DownloadSettings usual() {
		return new DownloadSettings(Duration.ofSeconds(15), Duration.ofSeconds(30), 5, Duration.ofMinutes(1),
				new EnvironmentProxies(ProxySelector.getDefault(), System.getenv()), Disk.LOCAL, Thread::sleep);
	}

	/** Lets time pass. */
	interface Pause {

		void sleep(Duration duration) throws InterruptedException;

	}

}
