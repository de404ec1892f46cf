package io.efficientnet.classifier.container;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A proxy for containers that notes what it is asked for and refuses it by hanging up.
 */
final class RecordingProxy implements AutoCloseable {

	// What podman calls this machine in /etc/hosts of a container
	private static final String HOST = "host.containers.internal";

	private static final int LONGEST_START = 1024;

	private final Queue<String> requests = new ConcurrentLinkedQueue<>();

	private final ServerSocket socket = new ServerSocket(0);

	private RecordingProxy() throws IOException {
	}

	static RecordingProxy start() throws IOException {
		RecordingProxy proxy = new RecordingProxy();
		Thread.ofVirtual().start(proxy::record);
		return proxy;
	}

	/** Variables that lead JVM and native code of the service here. */
	String[] environment() {
		int port = this.socket.getLocalPort();
		String url = "http://" + HOST + ":" + port;
		String options = Stream.of("http.proxy", "https.proxy", "socksProxy")
			.map((proxy) -> "-D" + proxy + "Host=" + HOST + " -D" + proxy + "Port=" + port)
			.collect(Collectors.joining(" "));
		return new String[] { "CLASSIFIER_JAVA_OPTIONS=" + options, "http_proxy=" + url, "https_proxy=" + url,
				"HTTPS_PROXY=" + url, "all_proxy=" + url };
	}

	/** How each connection began. */
	Collection<String> requests() {
		return this.requests;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	private void record() {
		while (!this.socket.isClosed()) {
			try (Socket connection = this.socket.accept()) {
				byte[] start = new byte[LONGEST_START];
				int length = connection.getInputStream().read(start);
				this.requests.add(new String(start, 0, Math.max(0, length), StandardCharsets.ISO_8859_1));
			}
			catch (IOException ex) {
				this.requests.add(ex.toString());
			}
		}
	}

}
