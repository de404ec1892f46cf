package io.efficientnet.classifier.cli;

import java.util.SortedMap;

import io.efficientnet.classifier.traffic.Latencies;
import io.efficientnet.classifier.traffic.Load;
import io.efficientnet.classifier.traffic.LoadResult;
import io.efficientnet.classifier.traffic.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How requests to a server fared, as JSON. Latencies are in milliseconds, and null where
 * there was no such answer.
 *
 * @param model id, null for the server's default
 * @param loop {@code closed} or {@code open}
 * @param connections of a closed loop, else null
 * @param rate requests per second of an open loop, else null
 * @param seconds measured
 * @param ok answers with status 200
 * @param overloaded with status 429
 * @param deadlineExceeded with status 504
 * @param other with any other status
 * @param connectionErrors requests without a complete answer
 * @param notSent requests that were due while too many were in flight
 * @param statuses number of answers by status
 * @param goodput answers with status 200 per second
 * @param p50Ms median latency of answers with status 200
 * @param p90Ms latency that 90 of 100 did not exceed
 * @param p99Ms latency that 99 of 100 did not exceed
 * @param p999Ms latency that 999 of 1,000 did not exceed
 * @param maxMs longest latency
 * @param refusedP50Ms median latency of answers with status 429
 * @param refusedP99Ms latency that 99 of 100 of them did not exceed
 * @param drainMs how long after the measured time the last request ended
 * @param sendDelayP99Ms how late the generator itself was, in 99 of 100 requests at most
 */
record LoadRow(@Nullable String model, String loop, @Nullable Integer connections, @Nullable Double rate,
		double seconds, long ok, long overloaded, long deadlineExceeded, long other, long connectionErrors,
		long notSent, SortedMap<Integer, Long> statuses, double goodput, @Nullable Double p50Ms, @Nullable Double p90Ms,
		@Nullable Double p99Ms, @Nullable Double p999Ms, @Nullable Double maxMs, @Nullable Double refusedP50Ms,
		@Nullable Double refusedP99Ms, long drainMs, @Nullable Double sendDelayP99Ms) {

	private static final double MILLISECONDS = 1000;

	static LoadRow of(LoadRun run) {
		LoadResult result = run.result();
		Latencies accepted = result.accepted();
		Latencies refused = result.refused();
		Integer connections = (run.load() instanceof Load.Closed closed) ? (Integer) closed.connections() : null;
		Double rate = (run.load() instanceof Load.Open open) ? (Double) open.rate() : null;
		return new LoadRow(run.model(), (rate != null) ? "open" : "closed", connections, rate,
				result.measured().toMillis() / MILLISECONDS, result.count(Outcome.OK), result.count(Outcome.OVERLOADED),
				result.count(Outcome.DEADLINE_EXCEEDED), result.count(Outcome.OTHER),
				result.count(Outcome.CONNECTION_ERROR), result.count(Outcome.NOT_SENT), result.statuses(),
				Math.round(result.goodput() * 100) / 100.0, known(accepted, accepted.p50Ms()),
				known(accepted, accepted.p90Ms()), known(accepted, accepted.p99Ms()),
				known(accepted, accepted.p999Ms()), known(accepted, accepted.maxMs()), known(refused, refused.p50Ms()),
				known(refused, refused.p99Ms()), result.drain().toMillis(),
				known(result.sendDelay(), result.sendDelay().p99Ms()));
	}

	private static @Nullable Double known(Latencies latencies, double value) {
		return (latencies.count() > 0) ? (Double) value : null;
	}

}
