package io.efficientnet.classifier.chart;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The pod of "helm test". */
class ChartCheckTests {

	@TempDir
	private Path chart;

	@ParameterizedTest
	@MethodSource("io.efficientnet.classifier.chart.Chart#examples")
	void isSoundForEveryExample(Path example) {
		String values = Chart.read(example);
		if (!values.contains("kserve:")) {
			StrictModels.check(check(values));
			RestrictedPods.check(check(values).content());
		}
	}

	@Test
	void asksTheServiceForACat() {
		Manifest check = check("");

		assertThat(Manifest.strings(check.at("/spec/containers/0/args"))).containsExactly("check", "--url",
				"http://rel-efficientnet-classifier.space.svc:80", "--expect", "n02123045,n02123159,n02124075");
		assertThat(check.at("/spec/containers/0").propertyNames()).doesNotContain("env");
	}

	@Test
	void showsAKeyAndTrustsTheIssuer() {
		Manifest check = check(Chart.read(Chart.FOLDER.resolve("ci/access-values.yaml")));

		JsonNode container = check.at("/spec/containers/0");
		assertThat(container.at("/env/0/name").asString()).isEqualTo("CLASSIFIER_API_KEY");
		assertThat(container.at("/env/0/valueFrom/secretKeyRef/name").asString()).isEqualTo("classifier-key");
		assertThat(container.at("/env/0/valueFrom/secretKeyRef/key").asString()).isEqualTo("key");
		assertThat(Manifest.strings(container.at("/args"))).contains("https://rel-efficientnet-classifier.space.svc:80",
				"--cacert", "/etc/classifier/tls/ca.crt");
		assertThat(check.at("/spec/volumes").toString()).contains("ca.crt").doesNotContain("tls.key");
	}

	@Test
	void trustsWhomJavaTrustsWithoutAnIssuer() {
		Manifest check = check("tls: {secretName: t, caEntry: ''}");

		assertThat(Manifest.strings(check.at("/spec/containers/0/args")))
			.contains("https://rel-efficientnet-classifier.space.svc:80")
			.doesNotContain("--cacert");
		assertThat(check.at("/spec/volumes").size()).isEqualTo(1);
	}

	private Manifest check(String values) {
		return Chart.manifests(Chart.included(this.chart, "tests/check.yaml", values, Chart.NEWEST)).getFirst();
	}

}
