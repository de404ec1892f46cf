package io.efficientnet.classifier.chart;

import java.util.Set;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The restricted Pod Security Standard.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">
 * Pod Security Standards</a>
 */
final class RestrictedPods {

	// image is not in the list of the standard before it knew image volumes
	private static final Set<String> VOLUMES = Set.of("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral",
			"persistentVolumeClaim", "projected", "secret", "image");

	private RestrictedPods() {
	}

	static void check(JsonNode pod) {
		JsonNode spec = pod.at("/spec");
		assertThat(spec.propertyNames()).doesNotContain("hostNetwork", "hostPID", "hostIPC");
		assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean(false)).isTrue();
		assertThat(spec.at("/securityContext/seccompProfile/type").asString("")).isEqualTo("RuntimeDefault");
		assertThat(spec.at("/securityContext/runAsUser").asInt(1)).isPositive();
		assertThat(spec.at("/securityContext").propertyNames()).doesNotContain("sysctls", "seLinuxOptions");
		assertThat(spec.at("/volumes").valueStream())
			.allSatisfy((volume) -> assertThat(volume.propertyNames()).filteredOn((name) -> !name.equals("name"))
				.hasSize(1)
				.isSubsetOf(VOLUMES));
		assertThat(Manifest.containers(pod)).isNotEmpty().allSatisfy(RestrictedPods::checkContainer);
	}

	private static void checkContainer(JsonNode container) {
		JsonNode context = container.at("/securityContext");
		assertThat(context.at("/allowPrivilegeEscalation").asBoolean(true)).as("escalation").isFalse();
		assertThat(context.at("/privileged").asBoolean(false)).isFalse();
		assertThat(context.at("/runAsNonRoot").asBoolean(true)).isTrue();
		assertThat(context.at("/runAsUser").asInt(1)).isPositive();
		assertThat(Manifest.strings(context.at("/capabilities/drop"))).containsExactly("ALL");
		assertThat(Manifest.strings(context.at("/capabilities/add"))).isEmpty();
		assertThat(container.at("/ports").valueStream()).noneMatch((port) -> port.has("hostPort"));
	}

}
