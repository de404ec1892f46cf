package io.efficientnet.classifier.api;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.efficientnet.classifier.api.Problems.Outcome;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.InferenceService;
import io.efficientnet.classifier.inference.ModelReport;
import io.efficientnet.classifier.observability.Meters;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.multipart.MultipartException;

/**
 * How many requests come, how they end, and how long they take. Every request counts
 * once; a model that is not in the catalogue counts as {@code unknown}.
 */
@Component
class RequestMetrics {

	private static final String UNKNOWN = "unknown";

	private static final double[] BYTE_BUCKETS = { 1e4, 5e4, 1e5, 2.5e5, 5e5, 1e6, 2.5e6, 5e6, 1e7, 1.6e7 };

	private final MeterRegistry registry;

	private final InferenceService inference;

	private final String defaultModel;

	private final AtomicInteger active = new AtomicInteger();

	private final Timer read;

	private final Timer respond;

	private final DistributionSummary upload;

	RequestMetrics(MeterRegistry registry, InferenceService inference) {
		this.registry = registry;
		this.inference = inference;
		this.defaultModel = inference.reports()
			.stream()
			.filter(ModelReport::isDefault)
			.map((report) -> report.id().value())
			.findFirst()
			.orElse(UNKNOWN);
		register(UNKNOWN);
		inference.forEachModel((model) -> register(model.value()));
		this.read = Meters.stage("read").register(registry);
		this.respond = Meters.stage("respond").register(registry);
		this.upload = DistributionSummary.builder("classifier.upload.size")
			.description("Size of encoded images")
			.baseUnit("bytes")
			.serviceLevelObjectives(BYTE_BUCKETS)
			.register(registry);
		Gauge.builder("classifier.requests.active", this.active::get)
			.description("Requests under way")
			.register(registry);
	}

	/**
	 * Does the work of one request and counts how it ends.
	 * @param work what to do; it may say which model is asked
	 * @param <T> type of the answer
	 * @return the answer
	 */
	<T> T count(Function<Counted, T> work) {
		Counted counted = new Counted();
		Outcome outcome = Outcome.ERROR;
		this.active.incrementAndGet();
		try {
			T answer = work.apply(counted);
			outcome = counted.outcome;
			return answer;
		}
		catch (ServiceException ex) {
			outcome = Problems.outcome(ex.kind());
			throw ex;
		}
		catch (MultipartException ex) {
			outcome = Outcome.CLIENT_ERROR;
			throw ex;
		}
		finally {
			this.active.decrementAndGet();
			requests(known(counted.model), outcome).record(counted.nanos(), TimeUnit.NANOSECONDS);
		}
	}

	void read(long bytes, long nanos) {
		this.upload.record((double) bytes);
		this.read.record(nanos, TimeUnit.NANOSECONDS);
	}

	void responded(long nanos) {
		this.respond.record(nanos, TimeUnit.NANOSECONDS);
	}

	private void register(String model) {
		for (Outcome outcome : Outcome.values()) {
			requests(model, outcome);
		}
	}

	private String known(@Nullable String model) {
		String asked = (model != null) ? model : this.defaultModel;
		return this.inference.knows(asked) ? asked : UNKNOWN;
	}

	private Timer requests(String model, Outcome outcome) {
		return Meters.latency("classifier.requests", "Requests to classify, by how they ended")
			.tag("model", model)
			.tag("outcome", outcome.id())
			.register(this.registry);
	}

	/** A request under way. */
	static final class Counted {

		private final long start = System.nanoTime();

		private @Nullable String model;

		private Outcome outcome = Outcome.OK;

		void model(@Nullable String asked) {
			this.model = asked;
		}

		/**
		 * Makes a batch in which no image has an answer count as its first image does.
		 * @param results of all its images
		 */
		void results(List<BatchResult> results) {
			FailureKind first = results.getFirst().failure();
			if (first != null && results.stream().noneMatch((result) -> result.failure() == null)) {
				this.outcome = Problems.outcome(first);
			}
		}

		long nanos() {
			return System.nanoTime() - this.start;
		}

	}

}
