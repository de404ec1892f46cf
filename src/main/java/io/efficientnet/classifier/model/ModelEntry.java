package io.efficientnet.classifier.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * A folder of the catalogue: either its description, or why it has none.
 */
public final class ModelEntry {

	private static final String MISSING_GRAPH = "model.onnx is missing or cannot be read";

	private static final int SHOWN_DIGITS = 12;

	private static final List<String> FILES = List.of(ModelFiles.DESCRIPTOR, ModelFiles.GRAPH, ModelFiles.SELF_TEST);

	private final ModelId id;

	private final Path folder;

	private final List<FileStamp> stamps;

	private final @Nullable ModelDescriptor descriptor;

	private final @Nullable String fault;

	private ModelEntry(ModelId id, Path folder, List<FileStamp> stamps, @Nullable ModelDescriptor descriptor,
			@Nullable String fault) {
		this.id = id;
		this.folder = folder;
		this.descriptor = descriptor;
		this.fault = fault;
		this.stamps = withLabels(stamps, folder, descriptor);
	}

	static ModelEntry read(ModelId id, Path folder) {
		// Before the content, so that what changes meanwhile counts as a change
		List<FileStamp> stamps = stamps(folder);
		try {
			ModelDescriptor descriptor = ModelFiles.readDescriptor(folder);
			if (!descriptor.id().equals(id)) {
				return new ModelEntry(id, folder, stamps, null, "model.json names the model " + descriptor.id());
			}
			return new ModelEntry(id, folder, stamps, descriptor, null);
		}
		catch (IOException ex) {
			return new ModelEntry(id, folder, stamps, null, "model.json cannot be read");
		}
		catch (IllegalArgumentException ex) {
			return new ModelEntry(id, folder, stamps, null, ex.getMessage());
		}
	}

	/**
	 * The entry as the folder is now.
	 * @return this one where nothing changed
	 */
	public ModelEntry current() {
		return isUnchanged() ? this : read(this.id, this.folder);
	}

	/**
	 * What is left of a model whose folder is gone.
	 * @return an entry at fault
	 */
	public ModelEntry removed() {
		return new ModelEntry(this.id, this.folder, List.of(), null, "its folder was removed");
	}

	/**
	 * Whether the model's folder was there when the directory was read.
	 * @return whether there is a description or a fault of it
	 */
	public boolean isThere() {
		return !this.stamps.isEmpty();
	}

	/**
	 * Whether files are the same, by their keys, sizes and times of change.
	 * @param other what was read of the folder at another time
	 * @return whether both would be loaded alike
	 */
	public boolean isSameAs(ModelEntry other) {
		return this.stamps.equals(other.stamps);
	}

	boolean isUnchanged() {
		return this.stamps.equals(withLabels(stamps(this.folder), this.folder, this.descriptor));
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
	 * Checks the files against the description.
	 * @throws ServiceException {@code UNAVAILABLE} with the reason if files are missing
	 * or do not fit
	 */
	public void check() {
		ModelDescriptor known = requireDescriptor();
		requireChecksum(known);
		readLabels(known);
		readGolden(known);
	}

	private void requireChecksum(ModelDescriptor known) {
		try {
			requireChecksum(known, Sha256.of(graph()));
		}
		catch (IOException ex) {
			throw refused(MISSING_GRAPH, ex);
		}
	}

	/**
	 * Checks each file by itself.
	 * @return what speaks against each, by its name, in the order of importance; empty
	 * where nothing does. Only {@code model.json} is there where it cannot be read
	 */
	public SequencedMap<String, String> faults() {
		SequencedMap<String, String> faults = new LinkedHashMap<>();
		if (this.descriptor == null) {
			faults.put(ModelFiles.DESCRIPTOR, String.valueOf(this.fault));
			return faults;
		}
		ModelDescriptor known = this.descriptor;
		faults.put(ModelFiles.DESCRIPTOR, "");
		faults.put(ModelFiles.GRAPH, faultOf(() -> requireChecksum(known)));
		faults.put("labels", faultOf(() -> readLabels(known)));
		faults.put(ModelFiles.SELF_TEST, faultOf(() -> readGolden(known)));
		return faults;
	}

	private static String faultOf(Runnable check) {
		try {
			check.run();
			return "";
		}
		catch (ServiceException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	/**
	 * Takes a copy of the graph that nobody can change, checks it against the description
	 * and reads labels and golden logits.
	 * @return the model, ready to be loaded, to be closed by the caller
	 * @throws ServiceException {@code UNAVAILABLE} with the reason if files are missing
	 * or do not fit the description
	 */
	public VerifiedModel verify() {
		ModelDescriptor known = requireDescriptor();
		// Shared, since threads of an executor read it
		Arena arena = Arena.ofShared();
		boolean verified = false;
		try {
			ByteBuffer graph = copyGraph(arena);
			requireChecksum(known, Sha256.of(graph));
			VerifiedModel model = new VerifiedModel(known, graph, readLabels(known), readGolden(known), arena::close);
			verified = true;
			return model;
		}
		finally {
			if (!verified) {
				arena.close();
			}
		}
	}

	private ModelDescriptor requireDescriptor() {
		if (this.descriptor == null) {
			throw refused(String.valueOf(this.fault), null);
		}
		return this.descriptor;
	}

	private void requireChecksum(ModelDescriptor known, String found) {
		if (!found.equals(known.graph().sha256())) {
			throw refused("model.onnx has the checksum " + shortened(found) + ", model.json says "
					+ known.graph().sha256() + "; convert or copy the model again", null);
		}
	}

	private Path graph() {
		return this.folder.resolve(ModelFiles.GRAPH);
	}

	private ByteBuffer copyGraph(Arena arena) {
		if (!Files.isReadable(graph())) {
			throw refused(MISSING_GRAPH, null);
		}
		try {
			return ModelFiles.mapCopy(graph(), arena);
		}
		catch (IOException ex) {
			throw refused("model.onnx cannot be copied into the folder for temporary files; see that there is room",
					ex);
		}
	}

	private @Nullable GoldenLogits readGolden(ModelDescriptor known) {
		try {
			GoldenLogits golden = ModelFiles.readGolden(this.folder);
			if (!golden.graph().equals(known.graph().sha256()) || golden.logits().size() != known.classes()) {
				throw refused("selftest.json is of another graph, " + shortened(golden.graph())
						+ "; convert the model again, or remove the file", null);
			}
			return golden;
		}
		catch (NoSuchFileException ex) {
			return null;
		}
		catch (IOException ex) {
			throw refused("selftest.json cannot be read", ex);
		}
		catch (IllegalArgumentException ex) {
			throw refused(String.valueOf(ex.getMessage()), ex);
		}
	}

	private static String shortened(String checksum) {
		return checksum.substring(0, Math.min(SHOWN_DIGITS, checksum.length())) + "..";
	}

	private Labels readLabels(ModelDescriptor known) {
		if (known.labels() == null) {
			return Labels.numbered(known.classes());
		}
		Path file = labelsFile(this.folder, known.labels());
		if (file == null) {
			throw refused("labels must be a file inside the models directory", null);
		}
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

	/** Null where a path leads out of the models directory, or is none. */
	private static @Nullable Path labelsFile(Path folder, String labels) {
		Path directory = folder.resolveSibling("").normalize();
		try {
			Path file = directory.resolve(labels).normalize();
			return file.startsWith(directory) ? file : null;
		}
		catch (InvalidPathException ex) {
			return null;
		}
	}

	private static List<FileStamp> stamps(Path folder) {
		return FILES.stream().map((name) -> FileStamp.of(folder.resolve(name))).toList();
	}

	private static List<FileStamp> withLabels(List<FileStamp> stamps, Path folder,
			@Nullable ModelDescriptor descriptor) {
		Path labels = (descriptor != null && descriptor.labels() != null) ? labelsFile(folder, descriptor.labels())
				: null;
		return (labels != null) ? Stream.concat(stamps.stream(), Stream.of(FileStamp.of(labels))).toList() : stamps;
	}

	private ServiceException refused(String reason, @Nullable Throwable cause) {
		return new ServiceException(FailureKind.UNAVAILABLE, "Model " + this.id + " cannot be served: " + reason,
				cause);
	}

}
