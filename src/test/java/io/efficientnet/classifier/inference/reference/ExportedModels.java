package io.efficientnet.classifier.inference.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Small EfficientNets as the exporters of several libraries write them, made by
 * {@code src/test/python}.
 */
public final class ExportedModels {

	private ExportedModels() {
	}

	public static Stream<ExportedModel> all() {
		return in(folder()).stream();
	}

	/** Every input of every model: a source of parameterised tests. */
	public static Stream<ExportedRun> runs() {
		return all().flatMap(ExportedModel::runs);
	}

	/**
	 * Models that lie in another folder with their descriptions, for instance whole ones.
	 */
	static List<ExportedModel> in(Path folder) {
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter((file) -> file.toString().endsWith(".json"))
				.sorted()
				.map(ExportedModel::describedBy)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path folder() {
		URL folder = Objects.requireNonNull(ExportedModels.class.getResource("/exports"));
		try {
			return Path.of(folder.toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
