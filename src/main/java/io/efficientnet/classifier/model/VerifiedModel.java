package io.efficientnet.classifier.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * A model whose files fit its description. Later changes of the files do not reach it.
 * Whoever verified it closes it when nothing that was opened from it is in use any more.
 *
 * @param descriptor its description
 * @param graph content of {@code model.onnx}, read-only in native memory; the bytes whose
 * checksum was compared
 * @param labels as many as there are classes
 * @param golden logits that every executor must give; null where the folder has none
 * @param release frees the graph's memory
 */
public record VerifiedModel(ModelDescriptor descriptor, ByteBuffer graph, Labels labels, @Nullable GoldenLogits golden,
		Runnable release) implements AutoCloseable {

	/**
	 * A model whose graph is freed once nobody refers to it.
	 * @param descriptor its description
	 * @param graph content of {@code model.onnx}
	 * @param labels as many as there are classes
	 * @param golden logits that every executor must give; null for none
	 */
	public VerifiedModel(ModelDescriptor descriptor, ByteBuffer graph, Labels labels, @Nullable GoldenLogits golden) {
		this(descriptor, graph, labels, golden, () -> {
		});
	}

	/**
	 * A model that is being made.
	 * @param descriptor its description
	 * @param graph the file, which must not change before it is installed
	 * @return the model, its classes numbered
	 * @throws IOException if the file cannot be read
	 */
	public static VerifiedModel beforeInstallation(ModelDescriptor descriptor, Path graph) throws IOException {
		return new VerifiedModel(descriptor, ModelFiles.map(graph), Labels.numbered(descriptor.classes()), null);
	}

	@Override
	public void close() {
		this.release.run();
	}

}
