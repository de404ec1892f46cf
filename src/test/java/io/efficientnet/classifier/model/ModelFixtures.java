package io.efficientnet.classifier.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A models directory whose graphs are a few bytes that nobody opens. */
final class ModelFixtures {

	static final byte[] GRAPH = "graph".getBytes(StandardCharsets.UTF_8);

	private ModelFixtures() {
	}

	/**
	 * The description of a model with three classes.
	 * @param id name of the model
	 * @return content of {@code model.json}, which fits {@link #GRAPH}
	 */
	static String description(String id) {
		return """
				{"id": "%s", "variant": "efficientnet-b0", "synthetic": false,
				 "graph": {"sha256": "%s", "input": "image",
				           "outputs": {"logits": "logits", "embedding": "embedding", "features": "features"}},
				 "weights": {"source": "timm/tf_efficientnet_b0.aa_in1k", "sha256": "0123", "licence": "Apache-2.0"},
				 "classes": 3, "labels": "labels/three.csv",
				 "preprocessing": {"name": "timm/tf_efficientnet_b0.aa_in1k", "resize": 256, "mode": "shortest-side",
				                   "filter": "bicubic", "crop": 224, "mean": [0.485, 0.456, 0.406],
				                   "std": [0.229, 0.224, 0.225]},
				 "tolerance": {"cpu": 1e-4, "java": 1e-4, "cuda": 1e-2},
				 "accuracy": {"dataset": "ImageNet-1k val", "top1": 76.88, "top5": 93.27, "origin": "published"},
				 "precision": "fp32"}
				""".formatted(id, Sha256.of(ByteBuffer.wrap(GRAPH)));
	}

	/**
	 * Writes a model that can be served, and its labels.
	 * @param directory the models directory
	 * @param id name of the model
	 * @return the folder of the model
	 * @throws IOException if it cannot be written
	 */
	static Path write(Path directory, String id) throws IOException {
		Path labels = Files.createDirectories(directory.resolve("labels"));
		Files.writeString(labels.resolve("three.csv"), "index,id,label\n0,a,one\n1,b,two\n2,c,three\n");
		Path folder = Files.createDirectories(directory.resolve(id));
		Files.write(folder.resolve("model.onnx"), GRAPH);
		Files.writeString(folder.resolve("model.json"), description(id));
		return folder;
	}

	static void edit(Path folder, String target, String replacement) throws IOException {
		Path file = folder.resolve("model.json");
		Files.writeString(file, Files.readString(file).replace(target, replacement));
	}

	static ModelEntry entry(Path directory, String id) throws IOException {
		ModelEntry entry = ModelCatalog.read(directory).find(id);
		if (entry == null) {
			throw new IllegalArgumentException("No model " + id);
		}
		return entry;
	}

}
