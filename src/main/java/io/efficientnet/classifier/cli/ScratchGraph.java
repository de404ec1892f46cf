package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxWriter;

/**
 * A graph in a file that is gone in the end, unless it was moved to its place.
 *
 * @param file the graph
 * @param sha256 of the file, in hex
 */
record ScratchGraph(Path file, String sha256) implements AutoCloseable {

	static ScratchGraph write(OnnxModel model, Path directory) throws IOException {
		// Not a temporary file, which only its owner could read
		Path file = directory.resolve(".graph-" + UUID.randomUUID() + ".onnx");
		boolean written = false;
		try {
			ScratchGraph graph = new ScratchGraph(file, OnnxWriter.write(model, file));
			written = true;
			return graph;
		}
		finally {
			if (!written) {
				Files.deleteIfExists(file);
			}
		}
	}

	@Override
	public void close() throws IOException {
		Files.deleteIfExists(this.file);
	}

}
