package io.efficientnet.classifier.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DownloadBarTests {

	private static final long TOTAL = 40_000_000;

	private final StringWriter err = new StringWriter();

	private long nanos = 5;

	@Test
	void showsRateAndRemainingTimeOnATerminal() {
		DownloadBar bar = bar(true);

		bar.received(0, TOTAL);
		this.nanos += 2_000_000_000;
		bar.received(TOTAL / 4, TOTAL);

		assertThat(last()).isEqualTo("w.pth  [######------------------]   25 %  10.0 of 40.0 MB  5.0 MB/s  0:06 left");
	}

	@Test
	void countsOnlyWhatCameNowForTheRate() {
		DownloadBar bar = bar(true);

		bar.received(TOTAL / 2, TOTAL);
		this.nanos += 1_000_000_000;
		bar.received(TOTAL, TOTAL);

		assertThat(last()).isEqualTo("w.pth  [########################]  100 %  40.0 of 40.0 MB  20.0 MB/s");
	}

	@Test
	void doesNotFlicker() {
		DownloadBar bar = bar(true);
		bar.received(0, TOTAL);
		String before = this.err.toString();

		this.nanos += 1_000_000;
		bar.received(1000, TOTAL);

		assertThat(this.err).hasToString(before);
	}

	@Test
	void printsTenLinesElsewhere() {
		DownloadBar bar = bar(false);

		for (long bytes = 0; bytes <= TOTAL; bytes += TOTAL / 400) {
			bar.received(bytes, TOTAL);
		}

		assertThat(this.err.toString().lines()).hasSize(11)
			.startsWith("w.pth    0 %  0.0 of 40.0 MB")
			.endsWith("w.pth  100 %  40.0 of 40.0 MB")
			.noneMatch((line) -> line.contains("\r") || line.contains("["));
	}

	@Test
	void doesWithoutALength() {
		DownloadBar bar = bar(true);

		bar.received(2_000_000, -1);

		assertThat(last()).isEqualTo("w.pth  2.0 MB");
	}

	private DownloadBar bar(boolean terminal) {
		PrintWriter writer = new PrintWriter(this.err, true);
		return new DownloadBar("w.pth", writer, new Progress(writer, terminal), () -> this.nanos);
	}

	private String last() {
		return this.err.toString().substring(this.err.toString().lastIndexOf("\u001B[K") + 3);
	}

}
