package io.efficientnet.classifier.download;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Fetches files, going on where an earlier attempt ended. Not thread-safe. */
public final class Downloader {

	/** An attempt that brought this much does not count as failed. */
	private static final long SOME_BYTES = 1 << 20;

	private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

	private final DownloadSettings settings;

	private final DownloadProgress progress;

	Downloader(DownloadSettings settings, DownloadProgress progress) {
		this.settings = settings;
		this.progress = progress;
	}

	/**
	 * A downloader with the usual patience.
	 * @param progress is told how it goes
	 */
	public Downloader(DownloadProgress progress) {
		this(DownloadSettings.usual(), progress);
	}

	/**
	 * Fetches a file, or takes the one that an earlier call left.
	 * @param download what to fetch
	 * @param place where to
	 * @return the file with a checksum that fits
	 * @throws DownloadException if it cannot be had; what has come is kept where it may
	 * be of use
	 * @throws IOException if the place cannot be read
	 */
	public Downloaded fetch(Download download, DownloadPlace place) throws IOException, InterruptedException {
		List<Checksum> checksums = new ArrayList<>(download.checksums());
		if (!Files.exists(place.file()) || checksums.isEmpty()) {
			Checksum told = receive(download, place);
			if (checksums.isEmpty() && told != null) {
				checksums.add(told);
			}
			verify(place.part(), checksums, download, place);
			place.complete();
		}
		else {
			verify(place.file(), checksums, download, place);
		}
		return new Downloaded(place.file(), Files.size(place.file()),
				Checksum.digest(place.file(), Checksum.Algorithm.SHA256));
	}

	private static void verify(Path file, List<Checksum> checksums, Download download, DownloadPlace place)
			throws IOException {
		for (Checksum expected : checksums) {
			String found = Checksum.digest(file, expected.algorithm());
			if (!found.startsWith(expected.digits())) {
				place.discard();
				throw new DownloadException(
						"%s from %s is not what was published: expected %s, found %s; it was removed, pull again or from elsewhere"
							.formatted(download.name(), download.host(), expected, found));
			}
		}
	}

	private @Nullable Checksum receive(Download download, DownloadPlace place)
			throws IOException, InterruptedException {
		int failures = 0;
		for (Proxy proxy : this.settings.proxies().select(download.uri())) {
			if (proxy.address() instanceof InetSocketAddress address) {
				this.progress.note("Through the proxy " + address.getHostString() + ":" + address.getPort());
			}
		}
		try (Requests requests = new Requests(this.settings)) {
			while (true) {
				long before = place.partBytes();
				try {
					return attempt(requests, download, place);
				}
				catch (TransientFailure ex) {
					failures = (place.partBytes() - before >= SOME_BYTES) ? 1 : failures + 1;
					pause(ex, failures, place);
				}
			}
		}
	}

	private void pause(TransientFailure failure, int failures, DownloadPlace place)
			throws IOException, InterruptedException {
		String reason = String.valueOf(failure.getMessage());
		String kept = (place.version() != null) ? "; the %s that came are kept".formatted(size(place.partBytes())) : "";
		if (failures >= this.settings.attempts()) {
			throw new DownloadException(reason + ", " + failures + " times in a row" + kept
					+ "; pull again later, or from a mirror with --base-url", failure);
		}
		Duration asked = failure.retryAfter();
		Duration pause = (asked != null) ? asked : FIRST_PAUSE.multipliedBy(1L << (failures - 1));
		if (pause.compareTo(this.settings.longestPause()) > 0) {
			throw new DownloadException(reason + " and asks to wait " + pause.toSeconds() + " s" + kept
					+ "; pull again after that, or from a mirror with --base-url", failure);
		}
		this.progress.note(reason + "; trying again in " + pause.toSeconds() + " s");
		this.settings.pause().sleep(pause);
	}

	private @Nullable Checksum attempt(Requests requests, Download download, DownloadPlace place)
			throws IOException, InterruptedException {
		String version = place.version();
		Map<String, String> headers = (version != null)
				? Map.of("Range", "bytes=" + place.partBytes() + "-", "If-Range", version) : Map.of();
		try (Requests.Answer answer = requests.get(download, headers)) {
			switch (answer.status()) {
				case 200 -> place.restart(answer.version());
				case 206 -> requireRest(answer, place);
				default -> throw refusal(answer, download, place);
			}
			if (download.checksums().isEmpty() && answer.told() == null) {
				throw new DownloadException("No checksum of %s is known and %s tells none; give yours with --sha256"
					.formatted(download.name(), download.host()));
			}
			store(answer, download, place);
			return answer.told();
		}
	}

	private static void requireRest(Requests.Answer answer, DownloadPlace place) throws IOException {
		String range = String.valueOf(answer.header("Content-Range"));
		if (place.partBytes() == 0 || !range.startsWith("bytes " + place.partBytes() + "-")) {
			place.discard();
			throw new TransientFailure("The server sent another part than was asked for", (Duration) null);
		}
	}

	private static IOException refusal(Requests.Answer answer, Download download, DownloadPlace place)
			throws IOException {
		int status = answer.status();
		String host = download.host();
		return switch (status) {
			case 404,
					410 ->
				new DownloadException(
						"%s has no %s (%d); name other weights with --source or --tag, or a mirror with --base-url"
							.formatted(host, download.name(), status));
			case 401, 403,
					407 ->
				new DownloadException(
						"%s does not give %s to everybody (%d); name other weights with --source or --tag, "
							.formatted(host, download.name(), status) + "or a mirror with --base-url");
			case 416 -> {
				place.discard();
				yield new TransientFailure(host + " has no more than what came before", (Duration) null);
			}
			default -> {
				if (status == 408 || status == 429 || status >= 500) {
					yield new TransientFailure(host + " cannot answer now (" + status + ")",
							retryAfter(answer.header("Retry-After")));
				}
				yield new DownloadException("%s answers %d to a request for %s; try a mirror with --base-url"
					.formatted(host, status, download.name()));
			}
		};
	}

	/** Dates, the other form, are left to the usual pauses. */
	private static @Nullable Duration retryAfter(@Nullable String seconds) {
		return (seconds != null && seconds.matches("[0-9]{1,9}")) ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
	}

	private void store(Requests.Answer answer, Download download, DownloadPlace place)
			throws IOException, InterruptedException {
		String length = answer.header("Content-Length");
		long total = (length != null) ? place.partBytes() + Long.parseLong(length) : -1;
		if (total >= 0) {
			requireSize(total, download, place);
			requireRoom(total - place.partBytes(), total, place);
		}
		try (WritableByteChannel out = open(place)) {
			copy(answer.body(), out, total, download, place);
		}
		if (total < 0) {
			requireSize(place.partBytes(), download, place);
		}
	}

	private static void requireSize(long bytes, Download download, DownloadPlace place) throws IOException {
		if (bytes < download.leastBytes() || bytes > download.mostBytes()) {
			place.discard();
			throw new DownloadException(
					"%s from %s has %s, not %s to %s as these weights have; it was removed, pull from elsewhere"
						.formatted(download.name(), download.host(), size(bytes), size(download.leastBytes()),
								size(download.mostBytes())));
		}
	}

	/** The model that is made of the file needs about as much as the file itself. */
	private void requireRoom(long toCome, long total, DownloadPlace place) throws IOException {
		long usable = this.settings.disk().usableBytes(place.folder());
		if (usable < toCome + total) {
			throw new DownloadException(
					"%s are needed for the file and the model made of it, %s are free; free some or use another --directory"
						.formatted(size(toCome + total), size(usable)));
		}
	}

	private WritableByteChannel open(DownloadPlace place) throws IOException {
		try {
			return this.settings.disk().append(place.part());
		}
		catch (IOException ex) {
			throw unwritable(ex, place);
		}
	}

	private void copy(BodyBytes body, WritableByteChannel out, long total, Download download, DownloadPlace place)
			throws IOException, InterruptedException {
		long count = place.partBytes();
		this.progress.received(count, total);
		for (ByteBuffer bytes = next(body, download); bytes != null; bytes = next(body, download)) {
			count += bytes.remaining();
			if (count > download.mostBytes()) {
				requireSize(count, download, place);
			}
			try {
				while (bytes.hasRemaining()) {
					out.write(bytes);
				}
			}
			catch (IOException ex) {
				throw unwritable(ex, place);
			}
			this.progress.received(count, total);
		}
	}

	private static @Nullable ByteBuffer next(BodyBytes body, Download download)
			throws InterruptedException, TransientFailure {
		try {
			return body.next();
		}
		catch (HttpTimeoutException ex) {
			throw new TransientFailure(download.host() + " stopped sending", ex);
		}
		catch (IOException ex) {
			throw new TransientFailure("The connection to " + download.host() + " was cut", ex);
		}
	}

	private DownloadException unwritable(IOException ex, DownloadPlace place) throws IOException {
		return new DownloadException(
				"The file cannot be written (%s, %s are free); what came is kept, free some room and pull again"
					.formatted(ex.getMessage(), size(this.settings.disk().usableBytes(place.folder()))),
				ex);
	}

	private static String size(long bytes) {
		return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
	}

}
