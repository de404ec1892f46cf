package io.efficientnet.classifier.chart;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * What the controller of HorizontalPodAutoscalers would do every 15 seconds.
 *
 * @see <a href=
 * "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/">Horizontal
 * Pod Autoscaling</a>
 */
final class AutoscalerModel {

	static final int STEP_SECONDS = 15;

	private static final double TOLERANCE = 0.1;

	private final JsonNode spec;

	private final List<Integer> pods = new ArrayList<>();

	private final List<Integer> recommendations = new ArrayList<>();

	AutoscalerModel(Manifest autoscaler) {
		this.spec = autoscaler.at("/spec");
		this.pods.add(this.spec.at("/minReplicas").asInt());
	}

	int pods() {
		return this.pods.getLast();
	}

	/**
	 * Numbers of pods so far, one for each step.
	 * @return from the first to the last
	 */
	List<Integer> history() {
		return this.pods;
	}

	/**
	 * Decides once.
	 * @param cpu used by the pods on average, as a share of their request
	 * @param wait of images for a thread, in seconds
	 */
	void step(double cpu, double wait) {
		int recommended = Math.max(wanted(cpu, cpuTarget()), wanted(wait, waitTarget()));
		this.recommendations
			.add(Math.clamp(recommended, this.spec.at("/minReplicas").asInt(), this.spec.at("/maxReplicas").asInt()));
		int highest = recent("/behavior/scaleDown").stream().mapToInt(Integer::intValue).max().orElseThrow();
		int lowest = recent("/behavior/scaleUp").stream().mapToInt(Integer::intValue).min().orElseThrow();
		int stable = Math.clamp(pods(), lowest, Math.max(lowest, highest));
		this.pods.add(Math.clamp(stable, pods() - most("/behavior/scaleDown"), pods() + most("/behavior/scaleUp")));
	}

	private int wanted(double value, double target) {
		double ratio = value / target;
		return (Math.abs(ratio - 1) <= TOLERANCE) ? pods() : (int) Math.ceil(pods() * ratio);
	}

	private List<Integer> recent(String direction) {
		int steps = Math.max(1, this.spec.at(direction + "/stabilizationWindowSeconds").asInt() / STEP_SECONDS);
		return this.recommendations.subList(Math.max(0, this.recommendations.size() - steps),
				this.recommendations.size());
	}

	/** Pods that may still come or go now, by the policy that allows most. */
	private int most(String direction) {
		return this.spec.at(direction + "/policies").valueStream().mapToInt((policy) -> {
			int steps = policy.at("/periodSeconds").asInt() / STEP_SECONDS;
			int before = this.pods.get(Math.max(0, this.pods.size() - 1 - steps));
			int value = policy.at("/value").asInt();
			int allowed = policy.at("/type").asString().equals("Percent") ? Math.ceilDiv(before * value, 100) : value;
			return Math.max(0, allowed - Math.abs(pods() - before));
		}).max().orElseThrow();
	}

	private double cpuTarget() {
		return this.spec.at("/metrics/0/containerResource/target/averageUtilization").asDouble() / 100;
	}

	private double waitTarget() {
		return Double.parseDouble(this.spec.at("/metrics/1/pods/target/averageValue").asString());
	}

}
