package io.efficientnet.classifier.container;

import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The jar's bytes depend on what was built alone. */
class ReproducibleJarIT {

	@Test
	void tellsNotWhenNorWhereNorByWhomItWasBuilt() throws Exception {
		try (JarFile jar = new JarFile(Path.of("target/efficientnet-classifier.jar").toFile())) {
			assertThat(jar.stream()
				.filter((entry) -> !entry.getName().startsWith("BOOT-INF/lib/"))
				.map(ZipEntry::getTimeLocal)
				.collect(Collectors.toSet())).hasSize(1);
			Attributes manifest = jar.getManifest().getMainAttributes();
			assertThat(manifest.keySet()).extracting(Object::toString)
				.doesNotContain("Built-By", "Build-Jdk", "Build-Time", "Bnd-LastModified");
		}
	}

}
