package io.efficientnet.classifier.download;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/**
 * Where a file comes to, for one process at a time: {@code NAME} when it is whole and
 * checked, {@code NAME.part} until then, {@code NAME.version} with the server's word for
 * which version the part is of, and {@code NAME.lock}, which stays.
 */
public final class DownloadPlace implements AutoCloseable {

	private final Path folder;

	private final Path file;

	private final Path part;

	private final Path version;

	private final FileLock lock;

	private DownloadPlace(Path folder, Path file, FileLock lock) {
		this.folder = folder;
		this.file = file;
		this.part = beside(file, ".part");
		this.version = beside(file, ".version");
		this.lock = lock;
	}

	/**
	 * Takes the place.
	 * @param folder made if it is not there
	 * @param name of the file, without folders
	 * @return the place, to be closed by the caller
	 * @throws DownloadException if another process or thread has it
	 * @throws IOException if the folder cannot be written
	 */
	public static DownloadPlace take(Path folder, String name) throws IOException {
		if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
			throw new IllegalArgumentException("Not the name of a file: " + name);
		}
		Path file = Files.createDirectories(folder).resolve(name);
		FileChannel channel = FileChannel.open(beside(file, ".lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE);
		FileLock lock = lock(channel);
		if (lock == null) {
			channel.close();
			throw new DownloadException("Another command fetches " + name + " into this folder; wait until it is done");
		}
		return new DownloadPlace(folder, file, lock);
	}

	private static @Nullable FileLock lock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			return null;
		}
	}

	private static Path beside(Path file, String suffix) {
		return file.resolveSibling(file.getFileName() + suffix);
	}

	Path file() {
		return this.file;
	}

	Path part() {
		return this.part;
	}

	Path folder() {
		return this.folder;
	}

	long partBytes() throws IOException {
		return Files.exists(this.part) ? Files.size(this.part) : 0;
	}

	/**
	 * Which version of the file the part is of.
	 * @return what the server said of it; null if there is no part or it cannot go on
	 * @throws IOException if it cannot be read
	 */
	@Nullable String version() throws IOException {
		return (partBytes() > 0 && Files.exists(this.version)) ? Files.readString(this.version) : null;
	}

	/**
	 * Throws away what is there of the file and begins again.
	 * @param newVersion what the server says of it; null if it says nothing
	 * @throws IOException if it cannot be written
	 */
	void restart(@Nullable String newVersion) throws IOException {
		discard();
		if (newVersion != null) {
			Files.writeString(this.version, newVersion);
		}
	}

	/**
	 * Gives the part its name.
	 * @throws IOException if it cannot be renamed
	 */
	void complete() throws IOException {
		Files.move(this.part, this.file, StandardCopyOption.ATOMIC_MOVE);
		Files.deleteIfExists(this.version);
	}

	/**
	 * Removes what has come, whole or not.
	 * @throws IOException if it cannot be removed
	 */
	public void discard() throws IOException {
		Files.deleteIfExists(this.version);
		Files.deleteIfExists(this.part);
		Files.deleteIfExists(this.file);
	}

	@Override
	public void close() throws IOException {
		this.lock.acquiredBy().close();
	}

}
