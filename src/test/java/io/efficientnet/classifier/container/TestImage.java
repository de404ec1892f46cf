package io.efficientnet.classifier.container;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/** The image of this build, which all tests share. */
final class TestImage {

	static final String REPOSITORY = "localhost/efficientnet-classifier";

	static final String TAG = "test";

	private static final String NAME = REPOSITORY + ":" + TAG;

	private static @Nullable String built;

	private TestImage() {
	}

	/**
	 * Builds the image unless that was done. Skips the test where there are no means to.
	 * @return name of the image
	 */
	static synchronized String name() throws IOException, InterruptedException {
		Podman.require();
		if (built == null) {
			Podman.run("build", "--format", "docker", "--pull=never", "--network", "none", "--target", "cpu",
					"--build-arg", "BASE_IMAGE=" + Podman.BASE_IMAGE, "--build-arg", "JDK_IMAGE=" + Podman.JDK_IMAGE,
					"--tag", NAME, ".");
			built = NAME;
		}
		return built;
	}

}
