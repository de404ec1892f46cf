package io.efficientnet.classifier.chart;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Switches of the chart, both ways, alone and in pairs. */
class ChartBooleansTests {

	// What some switches need to be on
	private static final String NEEDED = """
			ingress:
			  hosts: [{host: example.org, paths: [{path: /, pathType: Prefix}]}]
			httpRoute:
			  parentRefs: [{name: public}]
			metrics:
			  monitor: service
			autoscaling:
			  mode: hpa
			  targetQueueWait: "0.1"
			""";

	@Test
	void everySwitchWorksWithEveryOther() {
		List<String> switches = new ArrayList<>();
		collect(Chart.values(), "", switches);
		switches.remove("/kserve/enabled");

		assertThat(switches).hasSizeGreaterThan(12);
		for (int i = 0; i < switches.size(); i++) {
			for (int j = i; j < switches.size(); j++) {
				ChartTests.assertSound(render(NEEDED, switches.get(i), switches.get(j)));
			}
		}
	}

	@Test
	void everySwitchWorksWithKserve() {
		List<String> switches = new ArrayList<>();
		collect(Chart.values(), "", switches);
		switches.removeAll(List.of("/kserve/enabled", "/ingress/enabled", "/httpRoute/enabled"));

		switches.forEach((one) -> ChartTests.assertSound(render("{}", "/kserve/enabled", one)));
	}

	private static void collect(JsonNode values, String path, List<String> switches) {
		values.propertyStream().forEach((value) -> {
			if (value.getValue().isBoolean()) {
				switches.add(path + "/" + value.getKey());
			}
			collect(value.getValue(), path + "/" + value.getKey(), switches);
		});
	}

	private static List<Manifest> render(String base, String... switches) {
		ObjectNode values = (ObjectNode) Chart.yaml(base);
		for (String one : switches) {
			int slash = one.lastIndexOf('/');
			values.withObject(one.substring(0, slash))
				.put(one.substring(slash + 1), !Chart.values().at(one).asBoolean());
		}
		return Chart.render(values.toString());
	}

}
