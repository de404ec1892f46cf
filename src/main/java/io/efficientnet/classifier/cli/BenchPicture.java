package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

	private static final List<String> SAMPLES = List.of("chelsea-500x375.jpg", "coffee-500x375.jpg",
			"rocket-500x375.jpg");

	private static final Pattern IMAGE = Pattern.compile(".+\\.(jpe?g|png|gif|bmp)", Pattern.CASE_INSENSITIVE);

	private static final int MOST_PICTURES = 1000;

	/**
	 * The photo that comes with the program, a JPEG of 600x400 pixels.
	 * @return the picture
	 */
	static BenchPicture bundled() {
		return resource(BUNDLED);
	}

	/**
	 * The photos that come with the program, JPEGs of 500x375 pixels.
	 * @return the pictures
	 */
	static List<BenchPicture> samples() {
		return SAMPLES.stream().map(BenchPicture::resource).toList();
	}

	private static BenchPicture resource(String name) {
		try (InputStream photo = Objects.requireNonNull(BenchPicture.class.getResourceAsStream(name))) {
			return new BenchPicture(name, photo.readAllBytes());
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

	/**
	 * Reads files, and the image files that folders hold directly, told by their names.
	 * @param paths of files and folders
	 * @return pictures that nobody has tried to decode, those of a folder by name
	 * @throws IOException if a file or folder cannot be read
	 * @throws ServiceException {@code INVALID_REQUEST} of a folder without images, or of
	 * more images than are kept in memory
	 */
	static List<BenchPicture> readAll(List<Path> paths) throws IOException {
		return read(files(paths));
	}

	/**
	 * Files, and the image files that folders hold directly, told by their names.
	 * @param paths of files and folders
	 * @return files, those of a folder by name
	 * @throws IOException if a folder cannot be read
	 * @throws ServiceException {@code INVALID_REQUEST} of a folder without images, or of
	 * more than 1000 images
	 */
	static List<Path> files(List<Path> paths) throws IOException {
		List<Path> files = new ArrayList<>();
		for (Path path : paths) {
			files.addAll(Files.isDirectory(path) ? images(path) : List.of(path));
		}
		if (files.size() > MOST_PICTURES) {
			throw new ServiceException(FailureKind.INVALID_REQUEST,
					"These are " + files.size() + " images; name " + MOST_PICTURES + " at most");
		}
		return files;
	}

	private static List<Path> images(Path folder) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			List<Path> images = files.filter(
					(file) -> IMAGE.matcher(String.valueOf(file.getFileName())).matches() && Files.isRegularFile(file))
				.sorted()
				.toList();
			if (images.isEmpty()) {
				throw new ServiceException(FailureKind.INVALID_REQUEST, folder.getFileName()
						+ " holds no images; they are told by their names: .jpg, .jpeg, .png, .gif, .bmp");
			}
			return images;
		}
	}

}
