package io.efficientnet.classifier.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressTests {

	private final StringWriter err = new StringWriter();

	@Test
	void keepsToOneLine() {
		Progress progress = new Progress(new PrintWriter(this.err), true);

		progress.show("half");
		progress.show("done");
		progress.clear();

		assertThat(this.err).hasToString("\r\u001B[Khalf\r\u001B[Kdone\r\u001B[K");
	}

	@Test
	void isSilentWhereNobodyWatches() {
		Progress progress = new Progress(new PrintWriter(this.err), false);

		progress.show("half");
		progress.clear();

		assertThat(this.err).hasToString("");
	}

}
