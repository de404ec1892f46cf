package io.efficientnet.classifier.download;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, read by the thread that wants it, which waits for each
 * {@value DownloadSettings#LEAST_BYTES} bytes no longer than allowed. One part at most is
 * kept ahead.
 */
final class BodyBytes implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {

	private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();

	private final Queue<ByteBuffer> ready = new ArrayDeque<>();

	private final Duration idle;

	private volatile Flow.@Nullable Subscription subscription;

	private volatile boolean closed;

	private long windowEnd;

	private long windowBytes;

	private BodyBytes(Duration idle) {
		this.idle = idle;
	}

	/**
	 * Begins to read.
	 * @param body of an answer, not read by anyone else
	 * @param idle longest time for so many bytes
	 * @return the bytes, to be closed by the caller
	 */
	static BodyBytes of(Flow.Publisher<List<ByteBuffer>> body, Duration idle) {
		BodyBytes bytes = new BodyBytes(idle);
		bytes.openWindow();
		body.subscribe(bytes);
		return bytes;
	}

	/**
	 * Waits for bytes.
	 * @return some bytes, or null at the end
	 * @throws HttpTimeoutException if they take too long
	 * @throws IOException if the connection fails
	 */
	@Nullable ByteBuffer next() throws IOException, InterruptedException {
		while (this.ready.isEmpty()) {
			Event event = this.events.poll(this.windowEnd - System.nanoTime(), TimeUnit.NANOSECONDS);
			switch (event) {
				case null -> throw new HttpTimeoutException("idle");
				case Parts parts -> take(parts);
				case Failed failed -> throw new IOException(failed.cause().getMessage(), failed.cause());
				case Ended _ -> {
					return null;
				}
			}
		}
		return this.ready.remove();
	}

	private void openWindow() {
		this.windowEnd = System.nanoTime() + this.idle.toNanos();
		this.windowBytes = 0;
	}

	private void take(Parts parts) {
		for (ByteBuffer part : parts.parts()) {
			this.windowBytes += part.remaining();
			if (part.hasRemaining()) {
				this.ready.add(part);
			}
		}
		if (this.windowBytes >= DownloadSettings.LEAST_BYTES) {
			openWindow();
		}
		Flow.Subscription begun = this.subscription;
		if (begun != null) {
			begun.request(1);
		}
	}

	@Override
	public void close() {
		this.closed = true;
		Flow.Subscription begun = this.subscription;
		if (begun != null) {
			begun.cancel();
		}
	}

	@Override
	public void onSubscribe(Flow.Subscription begun) {
		this.subscription = begun;
		if (this.closed) {
			begun.cancel();
		}
		else {
			begun.request(1);
		}
	}

	@Override
	public void onNext(List<ByteBuffer> parts) {
		this.events.add(new Parts(parts));
	}

	@Override
	public void onError(Throwable cause) {
		this.events.add(new Failed(cause));
	}

	@Override
	public void onComplete() {
		this.events.add(new Ended());
	}

	private sealed interface Event {

	}

	private record Parts(List<ByteBuffer> parts) implements Event {
	}

	private record Failed(Throwable cause) implements Event {
	}

	private record Ended() implements Event {
	}

}
