package io.efficientnet.classifier.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The chart as a whole: what it renders, for whom, and that Kubernetes takes it. */
class ChartTests {

	@Test
	void passesLint() {
		LintResult lint = new Helm(Chart.FOLDER).lint().strict().call();

		assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
	}

	@Test
	void rendersWhatIsExpectedOfItWithoutValues() {
		GeneratedFile.of(Path.of("src/test/resources/chart/default.yaml"))
			.assertContent(Chart.text(Chart.FOLDER, "", Chart.NEWEST));
	}

	@ParameterizedTest
	@MethodSource("io.efficientnet.classifier.chart.Chart#examples")
	void rendersExamples(Path example) {
		assertSound(Chart.render(Chart.read(example)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.29.0", "1.30.0", "1.32.4", "1.34.1-gke.100", "1.35.0", Chart.NEWEST })
	void rendersForKubernetes(String version) {
		assertThat(Chart.render("", version)).hasSize(6);
	}

	@Test
	void isOfTheVersionOfTheProject() throws IOException {
		String pom = Files.readString(Path.of("pom.xml"));
		String version = Chart.yaml(Chart.read(Chart.FOLDER.resolve("Chart.yaml"))).at("/appVersion").asString();

		assertThat(pom).containsPattern(
				"<artifactId>efficientnet-classifier</artifactId>\\s*<version>" + version + "(-SNAPSHOT)?</version>");
	}

	@Test
	void passesExtraObjectsOnWithTemplates() {
		List<Manifest> manifests = Chart.render(Chart.read(Chart.FOLDER.resolve("ci/extras-values.yaml")));

		assertThat(manifests).extracting(Manifest::toString).contains("ConfigMap rel-map", "ConfigMap pictures-text");
	}

	static void assertSound(List<Manifest> manifests) {
		assertThat(manifests).isNotEmpty().allSatisfy(StrictModels::check);
		assertThat(manifests).extracting(Manifest::toString).doesNotHaveDuplicates();
		assertThat(manifests.stream().flatMap((manifest) -> manifest.podTemplates().stream()))
			.allSatisfy(RestrictedPods::check);
	}

}
