package io.efficientnet.classifier.download;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The disk that files come to. */
interface Disk {

	/** The disk of this machine. */
	Disk LOCAL = new Disk() {

		@Override
		public long usableBytes(Path folder) throws IOException {
			return Files.getFileStore(folder).getUsableSpace();
		}

		@Override
		public WritableByteChannel append(Path file) throws IOException {
			return Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}

	};

	long usableBytes(Path folder) throws IOException;

	WritableByteChannel append(Path file) throws IOException;

}
