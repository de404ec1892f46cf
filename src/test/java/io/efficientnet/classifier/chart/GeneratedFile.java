package io.efficientnet.classifier.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A file that is compared with what it is generated from, and written anew with
 * {@code -Dchart.update=true}.
 *
 * @param path in the repository
 */
record GeneratedFile(Path path) {

	static GeneratedFile of(Path path) {
		return new GeneratedFile(path);
	}

	void assertContent(String expected) {
		try {
			if (Boolean.getBoolean("chart.update")) {
				Files.createDirectories(this.path.getParent());
				Files.writeString(this.path, expected);
			}
			assertThat(Files.exists(this.path) ? Files.readString(this.path) : "")
				.as("%s; -Dchart.update=true writes it anew", this.path)
				.isEqualTo(expected);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
