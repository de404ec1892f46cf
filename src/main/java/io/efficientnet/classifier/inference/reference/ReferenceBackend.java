package io.efficientnet.classifier.inference.reference;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.Output;
import io.efficientnet.classifier.inference.Outputs;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * A graph that Java computes. An image gives the same bits whatever the batch it is in,
 * as each is computed by itself.
 */
final class ReferenceBackend implements InferenceBackend {

	private final NetworkCache networks;

	private final ModelDescriptor.Outputs names;

	ReferenceBackend(NetworkCache networks, ModelDescriptor.Outputs names) {
		this.networks = networks;
		this.names = names;
	}

	@Override
	public ExecutorKind executor() {
		return ExecutorKind.JAVA;
	}

	@Override
	public String runtime() {
		return "java " + Runtime.version().feature();
	}

	@Override
	public Outputs infer(Tensor images, Set<Output> wanted) {
		if (images.shape().rank() == 0) {
			throw new ServiceException(FailureKind.INVALID_REQUEST, "A single number is no image");
		}
		Map<Output, String> requested = Output.named(wanted, this.names);
		Map<String, Tensor> results = this.networks.run(images, List.copyOf(requested.values()));
		Tensor logits = results.get(this.names.logits());
		if (logits == null) {
			throw new ServiceException(FailureKind.INTERNAL, "The graph gave no logits");
		}
		return new Outputs(logits, results.get(requested.getOrDefault(Output.EMBEDDING, "")),
				results.get(requested.getOrDefault(Output.FEATURES, "")));
	}

	@Override
	public void close() {
		this.networks.close();
	}

}
