package io.efficientnet.classifier.chart;

import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The behaviour of the chart's autoscaler under loads that change. */
class AutoscalingTests {

	/** Requests per second of a pod that uses all of its processors. */
	private static final double CAPACITY = 100;

	/** Seconds that an image takes without waiting. */
	private static final double SERVICE = 0.02;

	private static final double LONGEST_WAIT = 2;

	private static final int STEPS_PER_MINUTE = 60 / AutoscalerModel.STEP_SECONDS;

	private final Random random = new Random(5);

	private AutoscalerModel autoscaler = model(Chart.read(Chart.FOLDER.resolve("ci/hpa-values.yaml")));

	@Test
	void noiseDoesNotMakePodsComeAndGo() {
		run(120, (_) -> 400 * (1 + 0.05 * this.random.nextGaussian()));

		List<Integer> settled = this.autoscaler.history().subList(20 * STEPS_PER_MINUTE, 120 * STEPS_PER_MINUTE);
		assertThat(turns(settled)).isLessThanOrEqualTo(2);
		assertThat(settled).allMatch((pods) -> pods >= 5 && pods <= 8);
	}

	@Test
	void fivefoldLoadIsMetWithinThreeMinutes() {
		run(10, (_) -> 150);
		run(3, (_) -> 750);

		assertThat(this.autoscaler.pods() * CAPACITY).isGreaterThan(750);
	}

	@Test
	void aShortPauseCostsNoPods() {
		run(20, (_) -> 600);
		int before = this.autoscaler.pods();

		run(4, (_) -> 0);

		assertThat(this.autoscaler.pods()).isEqualTo(before);
	}

	@Test
	void podsGoOneByOneWhenTheLoadIsGone() {
		run(20, (_) -> 600);
		int from = this.autoscaler.history().size();

		run(60, (_) -> 10);

		List<Integer> history = this.autoscaler.history();
		assertThat(this.autoscaler.pods()).isEqualTo(2);
		for (int i = from; i < history.size(); i++) {
			assertThat(history.get(i)).isBetween(history.get(i - 1) - 1, history.get(i - 1));
		}
	}

	@Test
	void aDayAndItsNightTurnOnceEach() {
		run(24 * 60, AutoscalingTests::dayAndNight);

		assertThat(turns(this.autoscaler.history())).isEqualTo(1);
	}

	// The README warns of it: waits grow steeply with the load, but the formula takes
	// them for proportional
	@Test
	void aTargetThatPodsWaitLongerForAtTheirCpuTargetTurnsOften() {
		this.autoscaler = model("autoscaling: {mode: hpa, targetQueueWait: '0.05'}");

		run(24 * 60, AutoscalingTests::dayAndNight);

		assertThat(turns(this.autoscaler.history())).isGreaterThan(20);
	}

	@Test
	void overloadEndsAtTheMaximum() {
		run(30, (_) -> 1e5);

		assertThat(this.autoscaler.pods()).isEqualTo(20);
	}

	private static AutoscalerModel model(String values) {
		return new AutoscalerModel(Chart.one(Chart.render(values), "HorizontalPodAutoscaler"));
	}

	private static double dayAndNight(int step) {
		return 400 - 350 * Math.cos(2 * Math.PI * step / (24.0 * 60 * STEPS_PER_MINUTE));
	}

	private void run(int minutes, IntToDoubleFunction requestsPerSecond) {
		for (int step = 0; step < minutes * STEPS_PER_MINUTE; step++) {
			double busy = Math.max(0, requestsPerSecond.applyAsDouble(step)) / (this.autoscaler.pods() * CAPACITY);
			double wait = (busy < 1) ? Math.min(LONGEST_WAIT, SERVICE * busy / (1 - busy)) : LONGEST_WAIT;
			this.autoscaler.step(Math.min(1, busy), wait);
		}
	}

	/** How often the number of pods turns from rising to falling or back. */
	private static int turns(List<Integer> pods) {
		int turns = 0;
		int direction = 0;
		for (int i = 1; i < pods.size(); i++) {
			int next = Integer.signum(pods.get(i) - pods.get(i - 1));
			if (next != 0) {
				turns += (direction != 0 && next != direction) ? 1 : 0;
				direction = next;
			}
		}
		return turns;
	}

}
