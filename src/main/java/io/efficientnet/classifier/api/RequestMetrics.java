package io.efficientnet.classifier.api;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.efficientnet.classifier.api.Problems.Outcome;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.InferenceService;
import io.efficientnet.classifier.inference.ModelReport;
import io.efficientnet.classifier.observability.Meters;
import io.efficientnet.classifier.observability.ModelMeters;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;

/**
 * How many requests come, how they end, and how long they take. Every request counts
 * once; a model that is not in the catalogue counts as {@code unknown}.
 */
@Component
class RequestMetrics {

	private static final String UNKNOWN = "unknown";

	private static final double[] BYTE_BUCKETS = { 1e4, 5e4, 1e5, 2.5e5, 5e5, 1e6, 2.5e6, 5e6, 1e7, 1.6e7 };

	private final MeterRegistry registry;

	private final ModelMeters<Series, Timer> requests;

	private final String defaultModel;

	private final AtomicInteger active = new AtomicInteger();

	private final Timer read;

	private final Timer respond;

	private final DistributionSummary upload;

	RequestMetrics(MeterRegistry registry, InferenceService inference) {
		this.registry = registry;
		this.requests = new ModelMeters<>(registry);
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
	 * A request has come.
	 * @return to be ended once its answer is written
	 */
	Counted begin() {
		this.active.incrementAndGet();
		return new Counted(this.defaultModel);
	}

	/**
	 * Counts a request by how it ended.
	 * @param counted of {@link #begin()}
	 */
	void end(Counted counted) {
		this.active.decrementAndGet();
		Timer timer = this.requests.find(new Series(counted.model, counted.ended()));
		if (timer == null) {
			timer = this.requests.find(new Series(UNKNOWN, counted.ended()));
		}
		Objects.requireNonNull(timer).record(counted.nanos(), TimeUnit.NANOSECONDS);
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
			this.requests.put(new Series(model, outcome), requests(model, outcome));
		}
	}

	private Timer requests(String model, Outcome outcome) {
		return Meters.latency("classifier.requests", "Requests to classify, by how they ended")
			.tag("model", model)
			.tag("outcome", outcome.id())
			.register(this.registry);
	}

	/**
	 * What is counted together.
	 *
	 * @param model that is in the catalogue, or unknown
	 * @param outcome how the requests ended
	 */
	private record Series(String model, Outcome outcome) {
	}

	/** A request under way. Used by the thread that answers it only. */
	static final class Counted {

		private static final String ATTRIBUTE = Counted.class.getName();

		private final long start = System.nanoTime();

		private final String defaultModel;

		private String model = UNKNOWN;

		private @Nullable Outcome outcome;

		Counted(String defaultModel) {
			this.defaultModel = defaultModel;
		}

		/**
		 * What {@link CountingFilter} counts a request with.
		 * @param request to one of the routes that are counted
		 * @return one that nobody counts where the filter did not run
		 */
		static Counted of(HttpServletRequest request) {
			return (request.getAttribute(ATTRIBUTE) instanceof Counted counted) ? counted : new Counted(UNKNOWN);
		}

		void attachTo(HttpServletRequest request) {
			request.setAttribute(ATTRIBUTE, this);
		}

		/**
		 * Does the work of the request and remembers how it ends.
		 * @param work what to do; it may say which model is asked
		 * @param <T> type of the answer
		 * @return the answer
		 */
		<T> T during(Function<Counted, T> work) {
			try {
				return work.apply(this);
			}
			catch (ServiceException ex) {
				this.outcome = Problems.outcome(ex.kind());
				throw ex;
			}
		}

		void model(@Nullable String asked) {
			this.model = (asked != null) ? asked : this.defaultModel;
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

		/** The answer could not be written. */
		void hungUp() {
			this.outcome = Outcome.CANCELLED;
		}

		/**
		 * The answer is written; its status tells the outcome where nothing else did.
		 * @param status of the answer
		 */
		void answered(int status) {
			if (this.outcome == null) {
				this.outcome = Problems.outcome(HttpStatusCode.valueOf(status));
			}
		}

		long nanos() {
			return System.nanoTime() - this.start;
		}

		private Outcome ended() {
			return (this.outcome != null) ? this.outcome : Outcome.ERROR;
		}

	}

}
