package io.efficientnet.classifier.classification;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;

import io.efficientnet.classifier.batching.Deadline;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Classifies a small picture of a cat before the ports open, so that the first caller
 * does not wait for classes to load.
 */
final class ClassificationWarmUp implements SmartInitializingSingleton {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final ClassificationService classification;

	ClassificationWarmUp(ClassificationService classification) {
		this.classification = classification;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.classification.classify(picture(),
				new ClassificationRequest(null, 1, EnumSet.noneOf(Include.class), Deadline.after(PATIENCE)));
	}

	private static byte[] picture() {
		try (InputStream picture = Objects
			.requireNonNull(ClassificationWarmUp.class.getResourceAsStream("warm-up.jpg"))) {
			return picture.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
