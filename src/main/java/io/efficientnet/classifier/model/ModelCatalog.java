package io.efficientnet.classifier.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The models in a directory, by id. A folder counts if its name is a model id and it
 * holds a {@code model.json}. Immutable; what changes on disk shows when it is read
 * again.
 */
public final class ModelCatalog {

	private final Path directory;

	private final Map<String, ModelEntry> entries;

	private ModelCatalog(Path directory, Map<String, ModelEntry> entries) {
		this.directory = directory;
		this.entries = entries;
	}

	/**
	 * Reads the descriptions of all models; graphs are left alone.
	 * @param directory the models directory; one that does not exist holds no models
	 * @return the catalogue
	 * @throws IOException if the directory cannot be listed
	 */
	public static ModelCatalog read(Path directory) throws IOException {
		return read(directory, Map.of());
	}

	/**
	 * Reads the directory again. Descriptions whose files did not change are not read.
	 * @return the catalogue as it is now; it shares the entries that are the same
	 * @throws IOException if the directory cannot be listed, or is gone with all models
	 */
	public ModelCatalog reread() throws IOException {
		if (!this.entries.isEmpty() && !Files.isDirectory(this.directory)) {
			throw new NoSuchFileException(this.directory.toString());
		}
		return read(this.directory, this.entries);
	}

	private static ModelCatalog read(Path directory, Map<String, ModelEntry> known) throws IOException {
		Path absolute = directory.toAbsolutePath().normalize();
		Map<String, ModelEntry> entries = new TreeMap<>();
		if (Files.isDirectory(absolute)) {
			try (Stream<Path> folders = Files.list(absolute)) {
				folders.filter(ModelCatalog::holdsModel).forEach((folder) -> {
					String name = folder.getFileName().toString();
					ModelEntry before = known.get(name);
					entries.put(name, (before != null && before.isUnchanged()) ? before
							: ModelEntry.read(new ModelId(name), folder));
				});
			}
		}
		return new ModelCatalog(absolute, Collections.unmodifiableMap(entries));
	}

	/**
	 * Where the models are.
	 * @return the models directory
	 */
	public Path directory() {
		return this.directory;
	}

	/**
	 * All models.
	 * @return sorted by id
	 */
	public Collection<ModelEntry> entries() {
		return this.entries.values();
	}

	/**
	 * Looks a model up by the name that a caller gave; the name never becomes part of a
	 * path.
	 * @param id any text
	 * @return the entry, or null if there is none
	 */
	public @Nullable ModelEntry find(String id) {
		return this.entries.get(id);
	}

	/**
	 * Adds a model without labels of its own, see
	 * {@link #install(ModelDescriptor, Path, Path, GoldenLogits)}.
	 * @param descriptor content of {@code model.json}
	 * @param graph file that becomes {@code model.onnx}; it is moved
	 * @throws IOException if the folder cannot be written
	 */
	public void install(ModelDescriptor descriptor, Path graph) throws IOException {
		install(descriptor, graph, null, null);
	}

	/**
	 * Adds a model to the directory, or replaces it; it appears whole or not at all. This
	 * catalogue does not change.
	 * @param descriptor content of {@code model.json}
	 * @param graph file that becomes {@code model.onnx}; it is moved
	 * @param labels file to take along, named by {@link #labelsOf(ModelId)}; null if
	 * there is none
	 * @param golden content of {@code selftest.json}; null if there is none
	 * @throws IOException if the folder cannot be written
	 * @throws io.efficientnet.classifier.failure.ServiceException {@code INVALID_REQUEST}
	 * if the folder is there and holds something else
	 */
	public void install(ModelDescriptor descriptor, Path graph, @Nullable Path labels, @Nullable GoldenLogits golden)
			throws IOException {
		ModelFiles.install(this.directory, descriptor, graph, labels, golden);
	}

	/**
	 * Writes into {@code model.json} how a model fares beside another. The rest of the
	 * file stays, and so does this catalogue.
	 * @param model that was compared
	 * @param comparison what came of it
	 * @throws IOException if the file cannot be written
	 */
	public void record(ModelDescriptor model, ModelDescriptor.Comparison comparison) throws IOException {
		ModelFiles.record(this.directory.resolve(model.id().value()), comparison);
	}

	/**
	 * Where a model keeps labels of its own.
	 * @param id name of the model
	 * @return what its description says of them
	 */
	public static String labelsOf(ModelId id) {
		return id + "/" + ModelFiles.LABELS;
	}

	private static boolean holdsModel(Path folder) {
		return ModelId.isValid(folder.getFileName().toString())
				&& Files.isRegularFile(folder.resolve(ModelFiles.DESCRIPTOR));
	}

}
