package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * An encoded image.
 *
 * @param name for messages
 * @param file its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
record BenchPicture(String name, byte[] file) {

	private static final String BUNDLED = "photo.jpg";

	/**
	 * The photo that comes with the program, a JPEG of 600x400 pixels.
	 * @return the picture
	 */
	static BenchPicture bundled() {
		try (InputStream photo = Objects.requireNonNull(BenchPicture.class.getResourceAsStream(BUNDLED))) {
			return new BenchPicture(BUNDLED, photo.readAllBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads files.
	 * @param paths of the files
	 * @return pictures that nobody has tried to decode
	 * @throws IOException if a file cannot be read
	 * @throws ServiceException {@code INVALID_REQUEST} of a folder
	 */
	static List<BenchPicture> read(List<Path> paths) throws IOException {
		List<BenchPicture> pictures = new ArrayList<>();
		for (Path path : paths) {
			String name = String.valueOf(path.getFileName());
			if (Files.isDirectory(path)) {
				throw new ServiceException(FailureKind.INVALID_REQUEST, name + " is a folder; name image files");
			}
			pictures.add(new BenchPicture(name, Files.readAllBytes(path)));
		}
		return pictures;
	}

}
