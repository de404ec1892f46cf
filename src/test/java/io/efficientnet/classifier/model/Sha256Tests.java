package io.efficientnet.classifier.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class Sha256Tests {

	@TempDir
	private Path directory;

	@Test
	void digestsFilesAsItDigestsBytes() throws Exception {
		byte[] large = new byte[200_000];
		new Random(1).nextBytes(large);
		Path file = Files.write(this.directory.resolve("large"), large);

		assertThat(Sha256.of(file)).isEqualTo(Sha256.of(ByteBuffer.wrap(large)));
	}

	/** The examples of FIPS 180-2. */
	@Test
	void digestsBytesWithoutMovingTheBuffer() {
		ByteBuffer bytes = ByteBuffer.wrap("-abc".getBytes(StandardCharsets.US_ASCII)).position(1);

		assertThat(Sha256.of(bytes)).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
		assertThat(bytes.position()).isEqualTo(1);
	}

}
