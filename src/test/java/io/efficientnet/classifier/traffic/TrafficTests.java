package io.efficientnet.classifier.traffic;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class TrafficTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

	private static final Duration QUICK = Duration.ofMillis(10);

	/** Three significant digits of the histogram. */
	private static final double DIGITS = 2e-3;

	@Test
	void chargesAnOpenLoadForAStallThatAClosedOneHardlySees() {
		VirtualServer.Script stall = (request, server) -> {
			server.pass((request == 20) ? Duration.ofSeconds(2) : QUICK);
			return 200;
		};

		Latencies closed = measured(new Load.Closed(1), new VirtualServer(stall)).accepted();
		Latencies open = measured(new Load.Open(50, 1000, 1), new VirtualServer(stall)).accepted();

		assertThat(closed.p99Ms()).isEqualTo(10, within(10 * DIGITS));
		assertThat(closed.maxMs()).isEqualTo(2000, within(2000 * DIGITS));
		assertThat(open.maxMs()).isBetween(1900.0, 2100.0);
		assertThat(open.p90Ms()).isGreaterThan(1000);
	}

	@Test
	void countsTheLatencyOfAnOpenLoadFromWhenARequestWasDue() {
		VirtualServer server = new VirtualServer((_, time) -> {
			time.pass(Duration.ofSeconds(3));
			return 200;
		});

		LoadResult result = measured(new Load.Open(1, 1000, 1), server);

		long count = result.accepted().count();
		long lastDue = lastDue(1, 1, TEN_SECONDS);
		long firstDue = new PoissonArrivals(1, 1).nextNanos();
		double lastLatency = (firstDue + count * 3e9 - lastDue) / 1e6;
		assertThat(result.accepted().maxMs()).isEqualTo(lastLatency, within(lastLatency * DIGITS));
		assertThat(result.sendDelay().maxMs()).isEqualTo(lastLatency - 3000, within(lastLatency * DIGITS));
	}

	@Test
	void sendsAsManyRequestsAsAreDueHoweverSlowTheServerIs() {
		VirtualServer slow = new VirtualServer((_, server) -> {
			server.pass(SECOND);
			return 504;
		});

		LoadResult result = measured(new Load.Open(20, 1000, 3), slow);

		long due = due(20, 3, TEN_SECONDS);
		assertThat(result.count(Outcome.DEADLINE_EXCEEDED)).isEqualTo(due).isEqualTo(slow.requests);
		assertThat(result.statuses()).containsOnlyKeys(504);
		assertThat(result.goodput()).isZero();
		assertThat(result.accepted().count()).isZero();
	}

	@Test
	void countsWhatItCouldNotSend() {
		VirtualServer server = new VirtualServer((_, _) -> 200);
		Queue<Runnable> stuck = new ArrayDeque<>();
		LoadRecorder recorder = new LoadRecorder(server.nanoTime(), TEN_SECONDS);
		long begin = server.nanoTime();

		new Traffic(server, server, recorder, begin, begin + TEN_SECONDS.toNanos()).start(new Load.Open(20, 5, 3),
				stuck::add);
		stuck.forEach(Runnable::run);

		LoadResult result = recorder.result();
		assertThat(result.count(Outcome.OK)).isEqualTo(5);
		assertThat(result.count(Outcome.NOT_SENT)).isEqualTo(due(20, 3, TEN_SECONDS) - 5);
		assertThat(result.bySecond().stream().mapToLong((second) -> second.getOrDefault(Outcome.NOT_SENT, 0L)).sum())
			.isEqualTo(result.count(Outcome.NOT_SENT));
	}

	@Test
	void measuresAStormOfRefusalsApart() {
		VirtualServer server = new VirtualServer((request, time) -> {
			time.pass((request % 10 == 0) ? QUICK : Duration.ofMillis(1));
			return (request % 10 == 0) ? 200 : 429;
		});

		LoadResult result = measured(new Load.Closed(1), server);

		assertThat(result.count(Outcome.OVERLOADED)).isCloseTo(result.count(Outcome.OK) * 9, within(9L));
		assertThat(result.accepted().p99Ms()).isEqualTo(10, within(10 * DIGITS));
		assertThat(result.refused().p99Ms()).isEqualTo(1, within(DIGITS));
		assertThat(result.goodput()).isEqualTo(1000.0 / 19, within(0.2));
	}

	@Test
	void pausesAfterAnErrorAndGoesOn() {
		VirtualServer server = new VirtualServer((_, _) -> 0);

		LoadResult result = measured(new Load.Closed(1), server);

		assertThat(result.count(Outcome.CONNECTION_ERROR)).isEqualTo(1000);
		assertThat(result.firstError()).isEqualTo("Connection reset");
	}

	@Test
	void leavesOutTheWarmUp() {
		VirtualServer server = new VirtualServer((request, time) -> {
			time.pass((request < 10) ? Duration.ofMillis(100) : QUICK);
			return (request < 10) ? 500 : 200;
		});
		LoadRecorder recorder = new LoadRecorder(server.nanoTime() + SECOND.toNanos(), SECOND);
		long begin = server.nanoTime();

		new Traffic(server, server, recorder, begin, begin + 2 * SECOND.toNanos()).start(new Load.Closed(1),
				Runnable::run);

		LoadResult result = recorder.result();
		assertThat(result.count(Outcome.OTHER)).isZero();
		assertThat(result.count(Outcome.OK)).isEqualTo(100);
		assertThat(result.accepted().maxMs()).isEqualTo(10, within(10 * DIGITS));
		assertThat(result.goodput()).isEqualTo(99, within(1.0));
	}

	@Test
	void startsAsManyLoopsAsThereAreConnections() {
		VirtualServer server = new VirtualServer((_, _) -> 200);
		List<Runnable> loops = new ArrayList<>();

		new Traffic(server, server, new LoadRecorder(server.nanoTime(), SECOND), server.nanoTime(), server.nanoTime())
			.start(new Load.Closed(32), loops::add);

		assertThat(loops).hasSize(32);
		assertThat(server.requests).isZero();
	}

	private static LoadResult measured(Load load, VirtualServer server) {
		long begin = server.nanoTime();
		LoadRecorder recorder = new LoadRecorder(begin, TEN_SECONDS);
		new Traffic(server, server, recorder, begin, begin + TEN_SECONDS.toNanos()).start(load, Runnable::run);
		return recorder.result();
	}

	private static long due(double rate, long seed, Duration time) {
		PoissonArrivals arrivals = new PoissonArrivals(rate, seed);
		long count = 0;
		while (arrivals.nextNanos() < time.toNanos()) {
			count++;
		}
		return count;
	}

	private static long lastDue(double rate, long seed, Duration time) {
		PoissonArrivals arrivals = new PoissonArrivals(rate, seed);
		long last = 0;
		for (long next = arrivals.nextNanos(); next < time.toNanos(); next = arrivals.nextNanos()) {
			last = next;
		}
		return last;
	}

}
