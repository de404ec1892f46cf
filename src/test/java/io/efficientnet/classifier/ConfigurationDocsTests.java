package io.efficientnet.classifier;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** README and application.yaml against what the code declares. */
class ConfigurationDocsTests {

	private static final String METADATA = "/META-INF/spring-configuration-metadata.json";

	@Test
	void readmeNamesEveryPropertyWithItsDefault() throws IOException {
		List<String> rows = Files.readString(Path.of("README.md")).lines().filter((l) -> l.startsWith("| `")).toList();

		assertThat(properties()).hasSizeGreaterThan(10).allSatisfy((property) -> {
			String name = property.at("/name").asString();
			String value = property.at("/defaultValue").asString("");
			assertThat(rows).as(name).anyMatch((row) -> row.startsWith("| `" + name + "` |") && row.contains(value));
		});
	}

	@Test
	void readmeNamesNoPropertyThatIsNotThere() throws IOException {
		List<String> names = properties().map((property) -> property.at("/name").asString()).toList();

		assertThat(Files.readString(Path.of("README.md")).lines().filter((l) -> l.startsWith("| `classifier.")))
			.isNotEmpty()
			.allSatisfy((row) -> assertThat(names).contains(row.split("`", 3)[1]));
	}

	@Test
	void everyPropertyIsDescribed() throws IOException {
		assertThat(properties())
			.allSatisfy((property) -> assertThat(property.at("/description").asString("")).isNotBlank());
	}

	private static Stream<JsonNode> properties() throws IOException {
		try (InputStream metadata = ClassifierApplication.class.getResourceAsStream(METADATA)) {
			assertThat(metadata).isNotNull();
			return JsonMapper.shared()
				.readTree(metadata)
				.at("/properties")
				.valueStream()
				.filter((property) -> property.at("/name").asString().startsWith("classifier."));
		}
	}

}
