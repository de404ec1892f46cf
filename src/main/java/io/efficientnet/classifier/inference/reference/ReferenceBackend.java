package io.efficientnet.classifier.inference.reference;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
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
		Map<Output, String> requested = requested(wanted);
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

	private Map<Output, String> requested(Set<Output> wanted) {
		Map<Output, String> requested = new EnumMap<>(Output.class);
		wanted.forEach((output) -> requested.put(output, name(output)));
		requested.put(Output.LOGITS, name(Output.LOGITS));
		return requested;
	}

	private String name(Output output) {
		String name = switch (output) {
			case LOGITS -> this.names.logits();
			case EMBEDDING -> this.names.embedding();
			case FEATURES -> this.names.features();
		};
		if (name == null) {
			throw new ServiceException(FailureKind.INVALID_REQUEST,
					"This model's graph has no output " + output.name().toLowerCase(Locale.ROOT));
		}
		return name;
	}

}
