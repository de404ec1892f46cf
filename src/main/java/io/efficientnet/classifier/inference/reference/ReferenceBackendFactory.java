package io.efficientnet.classifier.inference.reference;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.reference.compile.GraphCompiler;
import io.efficientnet.classifier.inference.reference.kernel.KernelSelector;
import io.efficientnet.classifier.inference.reference.kernel.Kernels;
import io.efficientnet.classifier.inference.reference.network.CompiledNetwork;
import io.efficientnet.classifier.inference.reference.network.CompiledNetworkBuilder;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxReader;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens models on this project's own executor, warmed up. */
public final class ReferenceBackendFactory implements BackendFactory {

	private static final Logger logger = LoggerFactory.getLogger(ReferenceBackendFactory.class);

	private static final int RGB = 3;

	private final int threads;

	/**
	 * Opens networks that share no threads.
	 * @param threads threads of one run
	 */
	public ReferenceBackendFactory(int threads) {
		this.threads = threads;
	}

	@Override
	public ExecutorKind executor() {
		return ExecutorKind.JAVA;
	}

	@Override
	public Offer open(VerifiedModel model) {
		String obstacle = KernelSelector.obstacle();
		if (obstacle != null) {
			return new Unavailable(obstacle, "Choose another executor, or another processor.");
		}
		ModelDescriptor.Outputs names = model.descriptor().graph().outputs();
		NetworkCache networks = new NetworkCache(
				(image) -> new Compiled(network(model, image, KernelSelector.select())));
		boolean isOpen = false;
		try {
			int side = model.descriptor().preprocessing().crop();
			Tensor image = Tensor.allocate(Shape.of(1, RGB, side, side));
			long start = System.nanoTime();
			networks.run(image, List.of(names.logits()));
			long compiled = System.nanoTime();
			Duration warmUp = new WarmUp(System::nanoTime).of(() -> networks.run(image, List.of(names.logits())));
			logger.info("The Java executor compiled model {} in {} ms and warmed up in {} ms", model.descriptor().id(),
					(compiled - start) / 1_000_000, warmUp.toMillis());
			isOpen = true;
			return new Available(new ReferenceBackend(networks, names));
		}
		catch (ServiceException ex) {
			logger.debug("The Java executor refused model {}", model.descriptor().id(), ex);
			return new Unavailable(ex.getMessage() + ".", "Choose another executor, or export the model again.");
		}
		finally {
			if (!isOpen) {
				networks.close();
			}
		}
	}

	/**
	 * Describes how the executor would run a model, for images of the model's size.
	 * @param model the model
	 * @return a table of steps
	 * @throws ServiceException {@code INVALID_REQUEST} or {@code UNAVAILABLE} with the
	 * reason if it cannot run it
	 */
	public String plan(VerifiedModel model) {
		int side = model.descriptor().preprocessing().crop();
		try (CompiledNetwork network = network(model, Shape.of(1, RGB, side, side), KernelSelector.select())) {
			return network.describe();
		}
	}

	/**
	 * Compiles a model for images of one size.
	 * @param model the model
	 * @param image {@code [1][3][h][w]}
	 * @param kernels that compute
	 * @return the network, to be closed by the caller
	 */
	CompiledNetwork network(VerifiedModel model, Shape image, Kernels kernels) {
		ModelDescriptor.Graph names = model.descriptor().graph();
		// Read anew for each size, so that the file's bytes do not stay on the heap
		OnnxModel graph = OnnxReader.read(model.graph());
		requireInput(graph.graph(), names.input());
		CompiledNetworkBuilder builder = new CompiledNetworkBuilder(kernels);
		boolean built = false;
		try {
			GraphCompiler.compile(graph, image, outputs(names.outputs()), builder);
			CompiledNetwork network = builder.build(this.threads);
			built = true;
			return network;
		}
		finally {
			if (!built) {
				builder.close();
			}
		}
	}

	private static void requireInput(OnnxGraph graph, String name) {
		if (graph.inputs().stream().noneMatch((input) -> input.name().equals(name))) {
			throw new ServiceException(FailureKind.INVALID_REQUEST, "The graph has no input '" + name + "'");
		}
	}

	private static List<String> outputs(ModelDescriptor.Outputs names) {
		return Stream.of(names.logits(), names.embedding(), names.features()).filter(Objects::nonNull).toList();
	}

	private record Compiled(CompiledNetwork network) implements SizedNetwork {

		@Override
		public Map<String, Tensor> run(Tensor images, List<String> outputs) {
			return network().run(images, outputs);
		}

		@Override
		public void close() {
			network().close();
		}

	}

}
