package io.efficientnet.classifier.shutdown;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class DrainTests {

	private static final ShutdownProperties LIMITS = new ShutdownProperties(Duration.ofSeconds(5),
			Duration.ofSeconds(20));

	private final List<String> steps = new ArrayList<>();

	private boolean isIdle = true;

	@Test
	void keepsTheDoorOpenUntilTheSettleTimeIsOver() {
		drain(LIMITS).stop();

		assertThat(this.steps).containsExactly("close connections after answers", "wait PT5.5S", "close the door",
				"await idle PT20S");
	}

	@Test
	void waitsForNoStragglersWhereThereIsNoSettleTime() {
		drain(new ShutdownProperties(Duration.ZERO, Duration.ZERO)).stop();

		assertThat(this.steps).contains("wait PT0S", "await idle PT0S");
	}

	@Test
	void saysThatRequestsAreCutOff(CapturedOutput output) {
		this.isIdle = false;

		drain(LIMITS).stop();

		assertThat(output).contains("20 s (classifier.shutdown.drain)");
	}

	@Test
	void runsOnceItIsStartedUntilItHasStopped() {
		Drain drain = drain(LIMITS);
		assertThat(drain.isRunning()).isFalse();
		drain.start();
		assertThat(drain.isRunning()).isTrue();

		drain.stop();

		assertThat(drain.isRunning()).isFalse();
	}

	@Test
	void isOutOfServiceFromTheFirstStepOn() {
		Drain drain = drain(LIMITS);
		DrainHealthIndicator health = new DrainHealthIndicator(drain);
		assertThat(health.health().getStatus()).isEqualTo(Status.UP);

		drain.stop();

		assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
	}

	@Test
	void stopsBeforeAnythingElse() {
		assertThat(drain(LIMITS).getPhase()).isEqualTo(SmartLifecycle.DEFAULT_PHASE);
	}

	@Test
	void givesUpWaitingWhenInterrupted() {
		Drain drain = new Drain(LIMITS, new RecordingDoor(), (_) -> {
			throw new InterruptedException();
		});

		drain.stop();

		assertThat(Thread.interrupted()).isTrue();
		assertThat(drain.isRunning()).isFalse();
	}

	private Drain drain(ShutdownProperties limits) {
		return new Drain(limits, new RecordingDoor(), (time) -> this.steps.add("wait " + time));
	}

	private final class RecordingDoor implements Door {

		@Override
		public void closeConnectionsAfterAnswers() {
			DrainTests.this.steps.add("close connections after answers");
		}

		@Override
		public void close() {
			DrainTests.this.steps.add("close the door");
		}

		@Override
		public boolean awaitIdle(Duration limit) {
			DrainTests.this.steps.add("await idle " + limit);
			return DrainTests.this.isIdle;
		}

	}

}
