package io.efficientnet.classifier.cli;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeysCreateCommandTests {

	@Test
	void showsAKeyAndItsHash() throws Exception {
		CommandRun run = CommandRun.of("keys", "create");

		assertThat(run.exitCode()).isZero();
		assertThat(run.err()).isEmpty();
		List<String> lines = run.out().lines().toList();
		assertThat(lines).hasSize(2);
		assertThat(lines.get(0)).matches("key {3}classifier_[A-Za-z0-9_-]{43}");
		byte[] hash = MessageDigest.getInstance("SHA-256")
			.digest(lines.get(0).substring(6).getBytes(StandardCharsets.US_ASCII));
		assertThat(lines.get(1)).isEqualTo("hash  sha256:" + HexFormat.of().formatHex(hash));
	}

	@Test
	void showsAnotherOneEachTime() {
		assertThat(CommandRun.of("keys", "create").out()).isNotEqualTo(CommandRun.of("keys", "create").out());
	}

	@Test
	void needsACommand() {
		assertThat(CommandRun.of("keys").exitCode()).isEqualTo(2);
	}

}
