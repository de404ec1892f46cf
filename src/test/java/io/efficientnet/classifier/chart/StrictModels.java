package io.efficientnet.classifier.chart;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fields and types of the Kubernetes API. Unlike the API server it refuses what it does
 * not know; like it, it refuses values of another type.
 */
final class StrictModels {

	private static final Map<String, Class<? extends HasMetadata>> KINDS = Stream
		.of(ConfigMap.class, Service.class, ServiceAccount.class, Pod.class, Deployment.class,
				HorizontalPodAutoscaler.class, PodDisruptionBudget.class, NetworkPolicy.class, Ingress.class,
				HTTPRoute.class, PodMonitor.class, ServiceMonitor.class, PrometheusRule.class)
		.collect(Collectors.toMap(HasMetadata::getKind, Function.identity()));

	private static final ObjectMapper MAPPER = new ObjectMapper()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.setAnnotationIntrospector(new KnownFieldsOnly());

	private StrictModels() {
	}

	static void check(Manifest manifest) {
		switch (manifest.kind()) {
			case "ScaledObject" -> checkScaledObject(manifest);
			case "ServingRuntime" -> checkServingRuntime(manifest);
			default -> checkKind(manifest);
		}
	}

	private static void checkKind(Manifest manifest) {
		Class<? extends HasMetadata> type = KINDS.get(manifest.kind());
		assertThat(type).as("model of %s", manifest).isNotNull();
		assertThat(manifest.at("/apiVersion").asString()).isEqualTo(HasMetadata.getApiVersion(type));
		read(manifest.content(), type);
	}

	// keda.sh/v1alpha1, as far as the chart uses it
	private static void checkScaledObject(Manifest manifest) {
		assertThat(manifest.at("/apiVersion").asString()).isEqualTo("keda.sh/v1alpha1");
		assertThat(manifest.at("/spec").propertyNames()).isSubsetOf("scaleTargetRef", "pollingInterval",
				"minReplicaCount", "maxReplicaCount", "fallback", "advanced", "triggers");
		assertThat(manifest.at("/spec/fallback").propertyNames()).containsExactlyInAnyOrder("failureThreshold",
				"replicas");
		assertThat(manifest.at("/spec/triggers").valueStream()).isNotEmpty().allSatisfy((trigger) -> {
			assertThat(trigger.propertyNames()).containsExactlyInAnyOrder("type", "metricType", "metadata");
			assertThat(trigger.at("/metadata").valueStream()).allMatch(JsonNode::isString);
		});
	}

	// serving.kserve.io/v1alpha1, as far as the chart uses it
	private static void checkServingRuntime(Manifest manifest) {
		assertThat(manifest.at("/apiVersion").asString()).isEqualTo("serving.kserve.io/v1alpha1");
		assertThat(manifest.at("/spec").propertyNames()).isSubsetOf("supportedModelFormats", "protocolVersions",
				"annotations", "imagePullSecrets", "nodeSelector", "tolerations", "affinity", "containers", "volumes");
		manifest.at("/spec/containers").forEach((container) -> read(container, Container.class));
	}

	private static void read(JsonNode content, Class<?> type) {
		try {
			MAPPER.readValue(content.toString(), type);
		}
		catch (JsonProcessingException ex) {
			throw new AssertionError(ex.getOriginalMessage() + " in " + content, ex);
		}
	}

	private static final class KnownFieldsOnly extends JacksonAnnotationIntrospector {

		private static final long serialVersionUID = 1;

		@Override
		public Boolean hasAnySetter(Annotated annotated) {
			return false;
		}

	}

}
