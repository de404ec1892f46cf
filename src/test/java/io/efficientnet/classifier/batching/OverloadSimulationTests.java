package io.efficientnet.classifier.batching;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Door, queue and a server of some threads under more load than it bears. */
class OverloadSimulationTests {

	private static final int THREADS = 2;

	private static final long STEP = Duration.ofMillis(1).toNanos();

	private static final int STEPS = 60_000;

	private static final int SETTLED = 20_000;

	private static final double GOODPUT = 0.95;

	private final Admission door = new Admission(256, THREADS, new MemoryBudget(1), () -> this.now, (_) -> {
	});

	private final Queue<Job> queue = new ArrayDeque<>();

	private final List<Job> running = new ArrayList<>();

	private long now;

	private int inTime;

	private int late;

	@ParameterizedTest
	@CsvSource({ "25, 25, 1000, 2", "25, 25, 1000, 4", "20, 25, 1000, 2", "20, 25, 1000, 4", "400, 25, 1000, 4",
			"200, 400, 2000, 2", "200, 400, 2000, 4", "400, 800, 3000, 2" })
	void answersAsManyInTimeAsTheServerCan(int firstMillis, int millis, int patienceMillis, int load) {
		for (int step = 0; step < STEPS; step++) {
			this.now += STEP;
			if (step == SETTLED) {
				this.inTime = 0;
				this.late = 0;
			}
			int run = (step < SETTLED / 2) ? firstMillis : millis;
			finish();
			int before = load * THREADS * step / millis;
			for (int i = before; i < load * THREADS * (step + 1) / millis; i++) {
				arrive(Duration.ofMillis(patienceMillis));
			}
			start(run);
			this.queue.stream().filter(Job::isExpired).forEach((job) -> job.place.close());
			this.queue.removeIf(Job::isExpired);
			this.running.stream().filter(Job::isExpired).forEach((job) -> job.place.close());
		}

		int possible = (STEPS - SETTLED) * THREADS / millis;
		assertThat(this.inTime).isGreaterThanOrEqualTo((int) (GOODPUT * possible));
		assertThat(this.late).isLessThanOrEqualTo(possible / 20);
	}

	private void arrive(Duration patience) {
		Deadline deadline = Deadline.after(patience, () -> this.now);
		try {
			Admission.Place place = this.door.admit("a", 1, deadline).next();
			place.begin();
			this.queue.add(new Job(place, deadline));
		}
		catch (ServiceException ex) {
			assertThat(ex.retryAfter()).isNotNull();
		}
	}

	private void start(int runMillis) {
		while (this.running.size() < THREADS && !this.queue.isEmpty()) {
			Job job = this.queue.remove();
			if (job.place.isWorthBeginning(job.deadline.remainingNanos())) {
				job.started = this.now;
				job.ends = this.now + runMillis * STEP;
				this.running.add(job);
			}
			else {
				this.late++;
				job.place.close();
			}
		}
	}

	private void finish() {
		List<Job> ended = this.running.stream().filter((job) -> job.ends <= this.now).toList();
		for (Job job : ended) {
			job.place.ran(this.now - job.started);
			if (job.isExpired()) {
				this.late++;
			}
			else {
				this.inTime++;
			}
			job.place.close();
		}
		this.running.removeAll(ended);
	}

	private static final class Job {

		private final Admission.Place place;

		private final Deadline deadline;

		private long started;

		private long ends;

		Job(Admission.Place place, Deadline deadline) {
			this.place = place;
			this.deadline = deadline;
		}

		boolean isExpired() {
			return this.deadline.remainingNanos() <= 0;
		}

	}

}
