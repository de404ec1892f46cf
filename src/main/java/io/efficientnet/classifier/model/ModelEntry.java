package io.efficientnet.classifier.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * A folder of the catalogue: either its description, or why it has none.
 */
public final class ModelEntry {

	private final ModelId id;

	private final Path folder;

	private final @Nullable ModelDescriptor descriptor;

	private final @Nullable String fault;

	private ModelEntry(ModelId id, Path folder, @Nullable ModelDescriptor descriptor, @Nullable String fault) {
		this.id = id;
		this.folder = folder;
		this.descriptor = descriptor;
		this.fault = fault;
	}

	static ModelEntry read(ModelId id, Path folder) {
		try {
			ModelDescriptor descriptor = ModelFiles.readDescriptor(folder);
			if (!descriptor.id().equals(id)) {
				return new ModelEntry(id, folder, null, "model.json names the model " + descriptor.id());
			}
			return new ModelEntry(id, folder, descriptor, null);
		}
		catch (IOException ex) {
			return new ModelEntry(id, folder, null, "model.json cannot be read");
		}
		catch (IllegalArgumentException ex) {
			return new ModelEntry(id, folder, null, ex.getMessage());
		}
	}

	public ModelId id() {
		return this.id;
	}

	/**
	 * The description.
	 * @return null where the folder has none that can be read
	 */
	public @Nullable ModelDescriptor descriptor() {
		return this.descriptor;
	}

	/**
	 * Why the folder cannot be served.
	 * @return null where {@link #descriptor()} is there
	 */
	public @Nullable String fault() {
		return this.fault;
	}

	/**
	 * Maps the graph, checks it against the description and reads the labels.
	 * @return the model, ready to be loaded
	 * @throws ServiceException {@code UNAVAILABLE} with the reason if files are missing
	 * or do not fit the description
	 */
	public VerifiedModel verify() {
		ModelDescriptor known = this.descriptor;
		if (known == null) {
			throw refused(String.valueOf(this.fault), null);
		}
		ByteBuffer graph = mapGraph();
		String found = ModelFiles.sha256(graph);
		if (!found.equals(known.graph().sha256())) {
			throw refused("model.onnx has the checksum " + found.substring(0, 12) + ".., model.json says "
					+ known.graph().sha256() + "; convert or copy the model again", null);
		}
		return new VerifiedModel(known, graph, readLabels(known));
	}

	private ByteBuffer mapGraph() {
		try {
			return ModelFiles.map(this.folder.resolve(ModelFiles.GRAPH));
		}
		catch (IOException ex) {
			throw refused("model.onnx is missing or cannot be read", ex);
		}
	}

	private Labels readLabels(ModelDescriptor known) {
		if (known.labels() == null) {
			return Labels.numbered(known.classes());
		}
		Path file = labelsFile(known.labels());
		try {
			Labels labels = Labels.read(file);
			if (labels.size() != known.classes()) {
				throw refused("the labels file has " + labels.size() + " rows for " + known.classes() + " classes",
						null);
			}
			return labels;
		}
		catch (IOException ex) {
			throw refused("the labels file is missing or cannot be read", ex);
		}
		catch (IllegalArgumentException ex) {
			throw refused(String.valueOf(ex.getMessage()), ex);
		}
	}

	private Path labelsFile(String labels) {
		Path directory = this.folder.resolveSibling("").normalize();
		try {
			Path file = directory.resolve(labels).normalize();
			if (file.startsWith(directory)) {
				return file;
			}
		}
		catch (InvalidPathException ex) {
			// refused below, as a path that leads out is
		}
		throw refused("labels must be a file inside the models directory", null);
	}

	private ServiceException refused(String reason, @Nullable Throwable cause) {
		return new ServiceException(FailureKind.UNAVAILABLE, "Model " + this.id + " cannot be served: " + reason,
				cause);
	}

}
