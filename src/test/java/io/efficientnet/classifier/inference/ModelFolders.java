package io.efficientnet.classifier.inference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.model.Preprocessing;

/** A models directory whose graphs are a few letters, which only fakes open. */
final class ModelFolders {

	private static final Preprocessing RECIPE = new Preprocessing("fixture", 8, Preprocessing.Mode.SHORTEST_SIDE,
			Preprocessing.Filter.BICUBIC, 8, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));

	private final Path directory;

	ModelFolders(Path directory) {
		this.directory = directory;
	}

	ModelCatalog catalog() throws IOException {
		return ModelCatalog.read(this.directory);
	}

	/**
	 * Puts a version of a model into the directory, as the command line does.
	 * @param id name of the model
	 * @param version becomes the graph and the name of the weights
	 * @return what the folder holds
	 * @throws IOException if it cannot be written
	 */
	ModelEntry write(String id, String version) throws IOException {
		Path graph = Files.writeString(this.directory.resolve(".graph-" + UUID.randomUUID()), version);
		ModelDescriptor descriptor = new ModelDescriptor(new ModelId(id), "efficientnet-lite0", true,
				new ModelDescriptor.Graph(sha256(version), "image",
						new ModelDescriptor.Outputs("logits", "embedding", "features")),
				new ModelDescriptor.Weights("fixture", version, "Apache-2.0"), FakeBackend.CLASSES, null, RECIPE,
				ModelDescriptor.Tolerance.DEFAULT, null);
		catalog().install(descriptor, graph);
		return entry(id);
	}

	ModelEntry entry(String id) throws IOException {
		ModelEntry entry = catalog().find(id);
		if (entry == null) {
			throw new IllegalArgumentException("No model " + id);
		}
		return entry;
	}

	Path folder(String id) {
		return this.directory.resolve(id);
	}

	/**
	 * Takes a model away as a rename does.
	 * @param id name of the model
	 * @throws IOException if it is not there
	 */
	void remove(String id) throws IOException {
		Files.move(folder(id), this.directory.resolve(".gone-" + UUID.randomUUID()));
	}

	static String sha256(String text) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new AssertionError(ex);
		}
	}

}
