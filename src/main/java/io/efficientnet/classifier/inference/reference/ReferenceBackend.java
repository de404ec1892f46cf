package io.efficientnet.classifier.inference.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.Output;
import io.efficientnet.classifier.inference.Outputs;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

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
		Set<Output> outputs = new TreeSet<>(wanted);
		outputs.add(Output.LOGITS);
		List<String> requested = outputs.stream().map(this::name).toList();
		List<Tensor> results = this.networks.network(oneOf(images.shape())).run(images, requested);
		List<Output> order = List.copyOf(outputs);
		return new Outputs(results.get(order.indexOf(Output.LOGITS)), result(results, order, Output.EMBEDDING),
				result(results, order, Output.FEATURES));
	}

	@Override
	public void close() {
		this.networks.clear();
	}

	private static Shape oneOf(Shape images) {
		if (images.rank() == 0) {
			throw new ServiceException(FailureKind.INVALID_REQUEST, "A scalar is no image");
		}
		List<Integer> extents = new ArrayList<>(images.dimensions());
		extents.set(0, 1);
		return new Shape(extents);
	}

	private static @Nullable Tensor result(List<Tensor> results, List<Output> order, Output output) {
		int index = order.indexOf(output);
		return (index >= 0) ? results.get(index) : null;
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
