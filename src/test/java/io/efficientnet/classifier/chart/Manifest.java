package io.efficientnet.classifier.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

/**
 * A rendered object.
 *
 * @param content as Kubernetes gets it
 */
public record Manifest(JsonNode content) {

	String kind() {
		return this.content.at("/kind").asString("");
	}

	public String name() {
		return this.content.at("/metadata/name").asString("");
	}

	public JsonNode at(String pointer) {
		return this.content.at(pointer);
	}

	/**
	 * Describes the pods that the object makes.
	 * @return the pod's {@code metadata} and {@code spec}, or nothing
	 */
	List<JsonNode> podTemplates() {
		return switch (kind()) {
			case "Pod" -> List.of(this.content);
			case "Deployment" -> List.of(at("/spec/template"));
			default -> List.of();
		};
	}

	static Stream<JsonNode> containers(JsonNode pod) {
		return Stream.of("/spec/initContainers", "/spec/containers").flatMap((list) -> pod.at(list).valueStream());
	}

	static Map<String, String> labels(JsonNode labels) {
		return labels.propertyStream()
			.collect(Collectors.toMap(Map.Entry::getKey, (label) -> label.getValue().asString()));
	}

	static List<String> strings(JsonNode list) {
		List<String> strings = new ArrayList<>();
		list.forEach((item) -> strings.add(item.asString()));
		return strings;
	}

	@Override
	public String toString() {
		return kind() + " " + name();
	}

}
