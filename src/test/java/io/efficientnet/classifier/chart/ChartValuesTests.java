package io.efficientnet.classifier.chart;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** values.yaml, its schema and the table of the README say the same. */
class ChartValuesTests {

	private static final Path README = Chart.FOLDER.resolve("README.md");

	private static final Pattern COMMENT = Pattern.compile(" *# -- (.+)");

	private static final Pattern KEY = Pattern.compile("( *)([A-Za-z0-9]+):.*");

	private static final int LONGEST_DEFAULT = 90;

	private final JsonNode values = Chart.values();

	@Test
	void readmeTellsOfEveryValue() {
		String readme = Chart.read(README);
		String table = "<!-- generated from values.yaml -->\n| value | default | meaning |\n|---|---|---|\n"
				+ String.join("\n", documented().stream().map(this::row).toList()) + "\n<!-- end -->";

		GeneratedFile.of(README)
			.assertContent(readme.replaceFirst("(?s)<!-- generated from values.yaml -->.*<!-- end -->",
					Matcher.quoteReplacement(table)));
		assertThat(readme).contains("<!-- end -->");
	}

	@Test
	void everyValueIsDescribed() {
		List<String> described = documented().stream().map(Documented::pointer).toList();

		assertThat(leaves(this.values, "")).hasSizeGreaterThan(100)
			.allSatisfy((leaf) -> assertThat(described).anyMatch((pointer) -> (leaf + "/").startsWith(pointer + "/")));
	}

	@Test
	void schemaHasTheKeysOfTheValuesAndNoOther() {
		assertSameKeys(this.values,
				JsonMapper.shared().readTree(Chart.read(Chart.FOLDER.resolve("values.schema.json"))), "values");
	}

	// AMOUNTS of resources and what Kubernetes defines are open
	private static void assertSameKeys(JsonNode values, JsonNode schema, String path) {
		if (!schema.has("properties")) {
			return;
		}
		JsonNode properties = schema.get("properties");
		if (!schema.at("/additionalProperties").asBoolean(true)) {
			assertThat(properties.propertyNames()).as(path)
				.filteredOn((key) -> !List.of("values/global", "values.resources/claims").contains(path + "/" + key))
				.containsExactlyInAnyOrderElementsOf(values.propertyNames());
		}
		values.propertyStream()
			.filter((value) -> value.getValue().isObject())
			.forEach((value) -> assertSameKeys(value.getValue(), properties.path(value.getKey()),
					path + "." + value.getKey()));
	}

	private static List<String> leaves(JsonNode node, String path) {
		if (!node.isObject() || node.isEmpty()) {
			return List.of(path);
		}
		List<String> leaves = new ArrayList<>();
		node.propertyStream().forEach((child) -> leaves.addAll(leaves(child.getValue(), path + "/" + child.getKey())));
		return leaves;
	}

	private String row(Documented value) {
		String text = this.values.at(value.pointer()).toString();
		return "| `" + value.pointer().substring(1).replace('/', '.') + "` | "
				+ ((text.length() > LONGEST_DEFAULT) ? "see values.yaml" : "`" + text + "`") + " | " + value.meaning()
				+ " |";
	}

	private static List<Documented> documented() {
		List<Documented> documented = new ArrayList<>();
		List<String> path = new ArrayList<>();
		String meaning = "";
		for (String line : Chart.read(Chart.FOLDER.resolve("values.yaml")).lines().toList()) {
			Matcher comment = COMMENT.matcher(line);
			Matcher key = KEY.matcher(line);
			if (comment.matches()) {
				meaning = comment.group(1);
			}
			else if (key.matches()) {
				int depth = key.group(1).length() / 2;
				path.subList(Math.min(depth, path.size()), path.size()).clear();
				path.add(key.group(2));
				if (!meaning.isEmpty()) {
					documented.add(new Documented("/" + String.join("/", path), meaning));
				}
				meaning = "";
			}
		}
		return documented;
	}

	private record Documented(String pointer, String meaning) {
	}

}
