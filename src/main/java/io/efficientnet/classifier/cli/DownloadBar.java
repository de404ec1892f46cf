package io.efficientnet.classifier.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

import io.efficientnet.classifier.download.DownloadProgress;

/** A download as a bar on a terminal, else as a line for every tenth. */
final class DownloadBar implements DownloadProgress {

	private static final int WIDTH = 24;

	private static final long BETWEEN_UPDATES_NANOS = 100_000_000;

	private static final int TENTHS = 10;

	private final String name;

	private final PrintWriter err;

	private final Progress progress;

	private final LongSupplier nanoTime;

	private long startNanos = -1;

	private long startBytes;

	private long updateNanos;

	private long tenths;

	DownloadBar(String name, PrintWriter err, Progress progress, LongSupplier nanoTime) {
		this.name = name;
		this.err = err;
		this.progress = progress;
		this.nanoTime = nanoTime;
	}

	@Override
	public void received(long bytes, long total) {
		long now = this.nanoTime.getAsLong();
		boolean begins = this.startNanos < 0 || bytes < this.startBytes;
		if (begins) {
			this.startNanos = now;
			this.startBytes = bytes;
		}
		if (this.progress.isVisible()) {
			if (begins || bytes == total || now - this.updateNanos >= BETWEEN_UPDATES_NANOS) {
				this.updateNanos = now;
				this.progress.show(line(bytes, total, now));
			}
		}
		else if (total > 0 && (begins || bytes * TENTHS / total > this.tenths)) {
			this.tenths = bytes * TENTHS / total;
			this.err.println(line(bytes, total, now));
		}
	}

	private String line(long bytes, long total, long now) {
		double seconds = (now - this.startNanos) / 1e9;
		double rate = (seconds > 0) ? (bytes - this.startBytes) / seconds : 0;
		String text = this.name + "  ";
		if (total <= 0) {
			return text + String.format(Locale.ROOT, "%.1f MB%s", bytes / 1e6, rate(rate));
		}
		if (this.progress.isVisible()) {
			int done = (int) (bytes * WIDTH / total);
			text += "[" + "#".repeat(done) + "-".repeat(WIDTH - done) + "]  ";
		}
		String left = (rate > 0 && bytes < total)
				? String.format(Locale.ROOT, "  %s left", time((total - bytes) / rate)) : "";
		return text + String.format(Locale.ROOT, "%3d %%  %.1f of %.1f MB%s%s", bytes * 100 / total, bytes / 1e6,
				total / 1e6, rate(rate), left);
	}

	private static String rate(double bytesPerSecond) {
		return (bytesPerSecond > 0) ? String.format(Locale.ROOT, "  %.1f MB/s", bytesPerSecond / 1e6) : "";
	}

	private static String time(double seconds) {
		long whole = (long) Math.ceil(seconds);
		return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
	}

	@Override
	public void note(String what) {
		this.progress.clear();
		this.err.println(what);
	}

	/** Makes room for other output. */
	void end() {
		this.progress.clear();
	}

}
