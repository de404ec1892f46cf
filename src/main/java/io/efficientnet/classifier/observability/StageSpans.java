package io.efficientnet.classifier.observability;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;

/**
 * Spans of what a request went through, told after the fact: stages run on threads of
 * their own, several requests at once, and only their durations come back.
 */
public final class StageSpans {

	private final Tracer tracer;

	StageSpans(Tracer tracer) {
		this.tracer = tracer;
	}

	/**
	 * Adds spans of stages that followed one another and have just ended to the span of
	 * the request under way. Does nothing where that one is not sampled.
	 * @param stages in their order
	 */
	public void record(List<Stage> stages) {
		Span request = this.tracer.currentSpan();
		if (request == null || !Boolean.TRUE.equals(request.context().sampled())) {
			return;
		}
		long start = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis())
				- stages.stream().mapToLong(Stage::nanos).sum();
		for (Stage stage : stages) {
			long end = start + stage.nanos();
			this.tracer.spanBuilder()
				.setParent(request.context())
				.name(stage.name())
				.startTimestamp(start, TimeUnit.NANOSECONDS)
				.start()
				.end(end, TimeUnit.NANOSECONDS);
			start = end;
		}
	}

	/**
	 * A part of a request's way.
	 *
	 * @param name of the span
	 * @param nanos how long it took
	 */
	public record Stage(String name, long nanos) {
	}

}
