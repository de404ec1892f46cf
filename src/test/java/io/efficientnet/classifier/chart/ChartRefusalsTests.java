package io.efficientnet.classifier.chart;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Values that must not be rendered, and what operators read then. */
class ChartRefusalsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					replicaCoutn: 3                                        | additional properties 'replicaCoutn' not allowed
					config: {batching: {maxsize: 3}}                       | additional properties 'maxsize' not allowed
					replicas: -1                                           | minimum: got -1, want 0
					replicas: two                                          | got string, want integer
					config: {inference: {executor: tpu}}                   | value must be one of 'auto', 'cuda', 'cpu', 'java'
					config: {limits: {timeout: 10 s}}                      | '10 s' does not match pattern
					config: {limits: {upload: 16Mi}}                       | '16Mi' does not match pattern
					config: {models: {default: ../secret}}                 | '../secret' does not match pattern
					config: {batching: {maxSize: 257}}                     | maximum: got 257, want 256
					image: {digest: sha256:12}                             | 'sha256:12' does not match pattern
					image: {pullPolicy: Sometimes}                         | value must be one of 'Always', 'IfNotPresent', 'Never'
					resources: {limits: {memory: lots}}                    | 'lots' does not match pattern
					commonLabels: {app.kubernetes.io/name: other}          | 'not' failed
					httpRoute: {rules: [{backendRefs: []}]}                | 'not' failed
					service: {port: 0}                                     | minimum: got 0, want 1
					autoscaling: {mode: both}                              | value must be one of 'none', 'hpa', 'keda'
					metrics: {monitor: both}                               | value must be one of 'none', 'pod', 'service'
					terminationGracePeriodSeconds: 25                      | terminationGracePeriodSeconds is 25, but preStop, settle and drain may take 25 s
					{preStopSeconds: 20, terminationGracePeriodSeconds: 40} | may take 45 s
					replicas: 0                                            | podDisruptionBudget.enabled with replicas 0
					podDisruptionBudget: {maxUnavailable: 0}               | maxUnavailable 0 never lets a node be drained
					podDisruptionBudget: {maxUnavailable: 0%}              | maxUnavailable 0% never lets a node be drained
					podDisruptionBudget: {minAvailable: 1}                 | needs maxUnavailable or minAvailable
					podDisruptionBudget: {maxUnavailable: null}            | needs maxUnavailable or minAvailable
					podDisruptionBudget: {maxUnavailable: null, minAvailable: 2} | minAvailable 2 of 2 pods never lets a node be drained
					podDisruptionBudget: {maxUnavailable: null, minAvailable: 100%} | minAvailable 100% of 2 pods never lets a node be drained
					{autoscaling: {mode: hpa, minReplicas: 1}, podDisruptionBudget: {maxUnavailable: null, minAvailable: 1}} | minAvailable 1 of 1 pods
					autoscaling: {mode: hpa, minReplicas: 11}              | minReplicas is 11 and maxReplicas 10
					autoscaling: {mode: hpa, targetCpu: null}              | autoscaling needs targetCpu or targetQueueWait
					{autoscaling: {mode: hpa}, resources: {requests: {cpu: null}}} | share of resources.requests.cpu, which is not set
					autoscaling: {mode: keda}                              | autoscaling.mode keda needs autoscaling.keda.serverAddress and autoscaling.targetQueueWait
					model: {source: pvc}                                   | needs model.pvc.claimName
					model: {source: oci}                                   | needs model.oci.reference
					model: {source: pull, pull: {variant: efficientnet-b0}} | weights are never taken unchecked
					model: {source: pull, pull: {variant: efficientnet-b8}} | 'efficientnet-b8' does not match pattern
					{gpu: {enabled: true}, image: {tag: 0.1.0}}            | gpu.enabled needs a CUDA image, which image.tag 0.1.0 does not name
					config: {inference: {executor: cuda}}                  | config.inference.executor cuda needs gpu.enabled
					{gpu: {enabled: true}, config: {inference: {executor: java}}} | gpu.enabled asks for a GPU that config.inference.executor java does not use
					networkPolicy: {from: [{podSelector: {}}]}             | networkPolicy.from needs networkPolicy.restrictClients
					resources: {limits: {memory: 512Mi}}                   | resources.limits.memory 512Mi leaves 256 MiB beside the heap (jvm.heapPercentage 50)
					config: {models: {memory: 1GB}}                        | config.models.memory 1024 MiB
					ingress: {enabled: true}                               | ingress.enabled needs ingress.hosts
					httpRoute: {enabled: true}                             | httpRoute.enabled needs httpRoute.parentRefs
					{access: {hashes: {secretName: h}}, metrics: {monitor: pod}} | access.hashes keeps metrics.monitor out
					access: {client: {secretName: k}}                      | access.client has a key for a server that asks for none
					access: {hashes: {secretName: Not A Name}}             | 'Not A Name' does not match pattern
					{kserve: {enabled: true}, tls: {secretName: t}}        | kserve.enabled leaves TLS to KServe's gateway
					{kserve: {enabled: true}, autoscaling: {mode: hpa}}    | kserve.enabled leaves scaling, routes and scraping to KServe
					{kserve: {enabled: true}, model: {source: pvc, pvc: {claimName: m}}} | kserve.enabled takes models from the InferenceService's storageUri
					""")
	void refuses(String values, String message) {
		assertThatThrownBy(() -> Chart.render(values)).hasMessageContaining(message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			preStopSeconds: 5                              | 1.29.0 | preStopSeconds needs Kubernetes 1.30
			service: {trafficDistribution: PreferClose}    | 1.29.0 | service.trafficDistribution needs Kubernetes 1.30
			model: {source: oci, oci: {reference: a/b:1}}  | 1.30.3 | model.source oci needs Kubernetes 1.31
			replicas: 2                                    | 1.28.9 | chart requires kubeVersion: >=1.29.0-0
			""")
	void refusesWhatAnOlderKubernetesHasNot(String values, String kubernetes, String message) {
		assertThatThrownBy(() -> Chart.render(values, kubernetes)).hasMessageContaining(message);
	}

}
