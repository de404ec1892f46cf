package io.efficientnet.classifier.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ChecksumTests {

	@Test
	void readsWhatIsPublished() {
		assertThat(Checksum.of("md5:902e53a9f72be733fc0bcb005b3ebbac"))
			.hasToString("md5 902e53a9f72be733fc0bcb005b3ebbac");
		assertThat(Checksum.of("SHA256:827B6E33")).hasToString("sha256 827b6e33..");
		assertThat(Checksum.of("sha256:" + "0".repeat(64)).isPrefix()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "827b6e33", "sha256:827b6e3", "md5:827b6e33", "sha1:827b6e33", "sha256:nothexes" })
	void refusesOtherForms(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Checksum.of(text)).withMessageContaining(text);
	}

	@Test
	void computesDigests(@TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("abc"), "abc");

		assertThat(Checksum.digest(file, Checksum.Algorithm.MD5)).isEqualTo("900150983cd24fb0d6963f7d28e17f72");
		assertThat(Checksum.digest(file, Checksum.Algorithm.SHA256)).startsWith("ba7816bf").hasSize(64);
	}

}
