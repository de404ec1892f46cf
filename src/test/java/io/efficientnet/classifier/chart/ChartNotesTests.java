package io.efficientnet.classifier.chart;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What Helm prints after an installation; rendering does not show it by itself. */
class ChartNotesTests {

	@TempDir
	private Path chart;

	@Test
	void tellHowToTryIt() {
		assertThat(notes("", Chart.NEWEST)).contains("helm test rel -n space")
			.contains("port-forward service/rel-efficientnet-classifier 8080:80")
			.doesNotContain("WARNING");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					metrics: {monitor: pod}                     | metrics.additionalLabels is empty
					resources: {limits: {memory: null}}         | the heap is 50 % of the node's memory
					resources: {requests: {cpu: null}}          | takes all CPUs of the node
					image: {tag: latest}                        | image.tag latest may be another program
					access: {hashes: {secretName: h}}           | "helm test" will be refused
					access: {hashes: {secretName: h}}           | keys pass from the edge to the pods in clear
					{kserve: {enabled: true}, access: {hashes: {secretName: h}}} | scrapes that KServe's annotations ask for will be refused
					replicas: 1                                 | every drained node is an outage
					{networkPolicy: {restrictClients: true}, httpRoute: {enabled: true, parentRefs: [{name: a}]}} | keeps the ingress controller or gateway out
					model: {source: oci, oci: {reference: a/b}} | before Kubernetes 1.35 image volumes need
					""")
	void warn(String values, String warning) {
		assertThat(notes(values, "1.34.0")).contains("WARNING").contains(warning);
	}

	@Test
	void doNotWarnOfScrapesThatNeedNoKey() {
		assertThat(notes("{kserve: {enabled: true}, access: {hashes: {secretName: h}}, tls: {secretName: ''}, "
				+ "config: {security: {openMetrics: true}}}", Chart.NEWEST))
			.doesNotContain("will be refused");
	}

	@ParameterizedTest
	@MethodSource("io.efficientnet.classifier.chart.Chart#examples")
	void areThereForEveryExample(Path example) {
		assertThat(notes(Chart.read(example), Chart.NEWEST)).startsWith("efficientnet-classifier 0.1.0 as ");
	}

	private String notes(String values, String kubernetes) {
		return Chart.included(this.chart, "NOTES.txt", values, kubernetes);
	}

}
