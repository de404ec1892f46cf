package io.efficientnet.classifier.inference;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.batching.Outcome;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code /actuator/models} on the management port: states and reasons, and on a POST a
 * look at the directory at once. A POST for one model also tries again what failed.
 */
@Endpoint(id = "models")
final class ModelsEndpoint {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int ACCEPTED = 202;

	private final InferenceService inference;

	private final ModelWatch watch;

	private final Duration patience;

	// The threads of the management port are few, and probes need them
	private final Semaphore mayWait = new Semaphore(1);

	ModelsEndpoint(InferenceService inference, ModelWatch watch) {
		this(inference, watch, PATIENCE);
	}

	ModelsEndpoint(InferenceService inference, ModelWatch watch, Duration patience) {
		this.inference = inference;
		this.watch = watch;
		this.patience = patience;
	}

	@ReadOperation
	Models models() {
		return new Models(this.inference.reports());
	}

	@ReadOperation
	WebEndpointResponse<ModelReport> model(@Selector String id) {
		try {
			return new WebEndpointResponse<>(this.inference.report(id));
		}
		catch (ServiceException ex) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
	}

	@WriteOperation
	WebEndpointResponse<?> refresh() {
		WebEndpointResponse<Unfinished> unfinished = look(null);
		return (unfinished != null) ? unfinished : new WebEndpointResponse<>(models());
	}

	@WriteOperation
	WebEndpointResponse<?> refresh(@Selector String id) {
		WebEndpointResponse<Unfinished> unfinished = look(id);
		return (unfinished != null) ? unfinished : model(id);
	}

	/**
	 * Has the directory looked at and waits for that, unless somebody does so already.
	 * @param retried model that is tried again; null for none
	 * @return null once all changes are taken in
	 */
	private @Nullable WebEndpointResponse<Unfinished> look(@Nullable String retried) {
		try {
			Future<Boolean> look = this.watch.refresh(retried);
			return isFinished(look) ? null : unfinished(ACCEPTED,
					"Not all changes are taken in yet; GET /actuator/models tells the states, another POST the outcome");
		}
		catch (ServiceException ex) {
			return unfinished((ex.kind() == FailureKind.INTERNAL) ? WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR
					: WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, String.valueOf(ex.getMessage()));
		}
	}

	private boolean isFinished(Future<Boolean> look) {
		if (!this.mayWait.tryAcquire()) {
			return false;
		}
		try {
			return Outcome.await(look, Deadline.after(this.patience), () -> {
				// It goes on
			});
		}
		catch (ServiceException ex) {
			if (ex.kind() == FailureKind.DEADLINE_EXCEEDED) {
				return false;
			}
			throw ex;
		}
		finally {
			this.mayWait.release();
		}
	}

	private WebEndpointResponse<Unfinished> unfinished(int status, String detail) {
		return new WebEndpointResponse<>(new Unfinished(detail, this.watch.outstanding(), this.inference.reports()),
				status);
	}

	record Models(List<ModelReport> models) {
	}

	/**
	 * The answer to a POST that is not done.
	 *
	 * @param detail why
	 * @param outstanding models whose folders changed and were not taken in yet
	 * @param models as they are now
	 */
	record Unfinished(String detail, List<String> outstanding, List<ModelReport> models) {
	}

}
