package io.efficientnet.classifier.inference;

import java.util.List;

import io.efficientnet.classifier.failure.ServiceException;
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

	private final InferenceService inference;

	private final ModelWatch watch;

	ModelsEndpoint(InferenceService inference, ModelWatch watch) {
		this.inference = inference;
		this.watch = watch;
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
	Models refresh() {
		this.watch.refresh(null);
		return models();
	}

	@WriteOperation
	WebEndpointResponse<ModelReport> refresh(@Selector String id) {
		this.watch.refresh(id);
		return model(id);
	}

	record Models(List<ModelReport> models) {
	}

}
