package io.efficientnet.classifier.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import org.springframework.util.FileSystemUtils;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Helm chart, rendered by Helm's own code. */
public final class Chart {

	static final Path FOLDER = Path.of("helm/efficientnet-classifier");

	/** The newest Kubernetes that tests know of; Helm's own default is 1.20. */
	static final String NEWEST = "1.36.0";

	private Chart() {
	}

	/**
	 * Renders the chart as release {@code rel} in namespace {@code space}.
	 * @param values YAML, or nothing
	 * @return the objects in order of installation
	 * @throws RuntimeException with Helm's message if the values are refused
	 */
	public static List<Manifest> render(String values) {
		return render(values, NEWEST);
	}

	static List<Manifest> render(String values, String kubernetes) {
		return manifests(text(FOLDER, values, kubernetes));
	}

	static String text(Path chart, String values, String kubernetes) {
		try {
			Path file = Files.createTempFile("values", ".yaml");
			try {
				Files.writeString(file, values);
				return command(chart, kubernetes).withValuesFile(file).call();
			}
			finally {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Renders what Helm leaves out of the manifests: notes and hooks.
	 * @param copy empty folder, or one that was given before
	 * @param template below {@code templates/}
	 * @param values YAML, or nothing
	 * @param kubernetes version
	 * @return the text of the template
	 */
	static String included(Path copy, String template, String values, String kubernetes) {
		try {
			FileSystemUtils.copyRecursively(FOLDER, copy);
			Files.writeString(copy.resolve("templates/included.yaml"), """
					kind: Included
					text: {{ include (print $.Template.BasePath "/%s") . | toJson }}
					""".formatted(template));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return one(manifests(text(copy, values, kubernetes)), "Included").at("/text").asString();
	}

	/**
	 * Values files that show what the chart can do.
	 * @return all of {@code ci/}
	 */
	static List<Path> examples() {
		try (Stream<Path> files = Files.list(FOLDER.resolve("ci"))) {
			return files.sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static JsonNode values() {
		return yaml(read(FOLDER.resolve("values.yaml")));
	}

	static JsonNode yaml(String text) {
		return JsonMapper.shared().valueToTree(parser().load(text));
	}

	static List<Manifest> manifests(String text) {
		return StreamSupport.stream(parser().loadAll(text).spliterator(), false)
			.filter(Objects::nonNull)
			.map((object) -> new Manifest(JsonMapper.shared().valueToTree(object)))
			.toList();
	}

	public static Manifest one(List<Manifest> manifests, String kind) {
		return manifests.stream()
			.filter((manifest) -> manifest.kind().equals(kind))
			.findFirst()
			.orElseThrow(() -> new AssertionError("no " + kind));
	}

	private static TemplateCommand command(Path chart, String kubernetes) {
		return new Helm(chart).template().withName("rel").withNamespace("space").withKubeVersion(kubernetes);
	}

	private static Yaml parser() {
		LoaderOptions strict = new LoaderOptions();
		strict.setAllowDuplicateKeys(false);
		return new Yaml(strict);
	}

}
