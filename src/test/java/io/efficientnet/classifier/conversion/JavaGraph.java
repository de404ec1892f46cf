package io.efficientnet.classifier.conversion;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.efficientnet.classifier.inference.reference.compile.GraphCompiler;
import io.efficientnet.classifier.inference.reference.kernel.KernelSelector;
import io.efficientnet.classifier.inference.reference.network.CompiledNetwork;
import io.efficientnet.classifier.inference.reference.network.CompiledNetworkBuilder;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** Runs graphs on the Java executor. */
final class JavaGraph implements AutoCloseable {

	private static final int THREADS = 2;

	private final CompiledNetwork network;

	private final List<String> outputs;

	JavaGraph(OnnxModel model, Shape images, List<String> outputs) {
		CompiledNetworkBuilder builder = new CompiledNetworkBuilder(KernelSelector.select());
		Shape image = Shape.of(1, images.dimension(1), images.dimension(2), images.dimension(3));
		GraphCompiler.compile(model, image, outputs, builder);
		this.network = builder.build(THREADS);
		this.outputs = outputs;
	}

	Map<String, Tensor> run(Tensor images) {
		return this.network.run(images, this.outputs);
	}

	Tensor run(Tensor images, String output) {
		return Objects.requireNonNull(run(images).get(output), output);
	}

	@Override
	public void close() {
		this.network.close();
	}

}
