package io.efficientnet.classifier.download;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/** A server of one file on this machine that can be made to misbehave. */
public final class FileServer implements AutoCloseable {

	static final String TAG = "\"v1\"";

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch closing = new CountDownLatch(1);

	private final List<HttpExchange> requests = new CopyOnWriteArrayList<>();

	private final CopyOnWriteArrayList<HttpHandler> script = new CopyOnWriteArrayList<>();

	private final HttpHandler usual;

	private FileServer(HttpHandler usual) {
		this.usual = usual;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::handle);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	/**
	 * Serves content under every path, ranges of it too.
	 * @param content the file
	 * @return the server, to be closed by the caller
	 */
	public static FileServer of(byte[] content) {
		return new FileServer((exchange) -> send(exchange, content, content.length));
	}

	/**
	 * Has nothing.
	 * @return the server, to be closed by the caller
	 */
	public static FileServer empty() {
		return new FileServer(status(404, null, null));
	}

	static FileServer answering(HttpHandler handler) {
		return new FileServer(handler);
	}

	/** Answers the next request otherwise; may be called several times. */
	FileServer first(HttpHandler handler) {
		this.script.add(handler);
		return this;
	}

	private void handle(HttpExchange exchange) throws IOException {
		this.requests.add(exchange);
		try (exchange) {
			(this.script.isEmpty() ? this.usual : this.script.removeFirst()).handle(exchange);
		}
	}

	/**
	 * Sends the content from where it is asked for.
	 * @param exchange with the request
	 * @param content the whole file
	 * @param end where the connection is cut, if before the end of the content
	 */
	static void send(HttpExchange exchange, byte[] content, int end) throws IOException {
		int start = start(exchange);
		exchange.getResponseHeaders().set("ETag", TAG);
		if (start > 0) {
			exchange.getResponseHeaders()
				.set("Content-Range", "bytes %d-%d/%d".formatted(start, content.length - 1, content.length));
		}
		exchange.sendResponseHeaders((start > 0) ? 206 : 200, content.length - start);
		OutputStream body = exchange.getResponseBody();
		body.write(content, start, end - start);
		body.flush();
	}

	private static int start(HttpExchange exchange) {
		String range = exchange.getRequestHeaders().getFirst("Range");
		boolean same = TAG.equals(exchange.getRequestHeaders().getFirst("If-Range"));
		return (range != null && same) ? Integer.parseInt(range.replaceAll("[^0-9]", "")) : 0;
	}

	static HttpHandler cutAt(byte[] content, int end) {
		return (exchange) -> send(exchange, content, end);
	}

	static HttpHandler status(int status, @Nullable String header, @Nullable String value) {
		return (exchange) -> {
			if (header != null) {
				exchange.getResponseHeaders().set(header, value);
			}
			exchange.sendResponseHeaders(status, -1);
		};
	}

	/** Sends the beginning, then nothing until the server closes. */
	HttpHandler stallingAt(byte[] content, int end) {
		return (exchange) -> {
			send(exchange, content, end);
			try {
				this.closing.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		};
	}

	/**
	 * What was asked for.
	 * @return paths, in the order of requests
	 */
	public List<String> paths() {
		return this.requests.stream().map((request) -> request.getRequestURI().getPath()).toList();
	}

	List<HttpExchange> requests() {
		return this.requests;
	}

	/**
	 * Where a file is.
	 * @param path with a leading slash
	 * @return its address
	 */
	public URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + path);
	}

	@Override
	public void close() {
		this.closing.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
