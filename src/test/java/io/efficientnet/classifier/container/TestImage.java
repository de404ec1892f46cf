package io.efficientnet.classifier.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/** The image of this build, which all tests share. */
final class TestImage {

	private static @Nullable String built;

	private TestImage() {
	}

	/**
	 * Builds the image unless that was done. Skips the test where there are no means to.
	 * @return its id, which no other build can take as it could a name
	 */
	static synchronized String id() throws IOException, InterruptedException {
		Podman.require();
		if (built == null) {
			Path id = Files.createTempFile("image", ".id");
			Podman.run("build", "--format", "docker", "--pull=never", "--network", "none", "--target", "cpu",
					"--build-arg", "BASE_IMAGE=" + Podman.BASE_IMAGE, "--build-arg", "JDK_IMAGE=" + Podman.JDK_IMAGE,
					"--iidfile", id.toString(), ".");
			built = Files.readString(id);
			Files.delete(id);
		}
		return built;
	}

}
