package io.efficientnet.classifier.inference.reference;

import java.util.List;
import java.util.Objects;

import io.efficientnet.classifier.inference.reference.compile.GraphCompiler;
import io.efficientnet.classifier.inference.reference.kernel.KernelSelector;
import io.efficientnet.classifier.inference.reference.network.CompiledNetwork;
import io.efficientnet.classifier.inference.reference.network.CompiledNetworkBuilder;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The Java executor runs what other libraries export as they run it themselves. */
class ExportedNetworksTests {

	@ParameterizedTest
	@MethodSource("io.efficientnet.classifier.inference.reference.ExportedModels#runs")
	void computesWhatTheExportingLibraryComputes(ExportedRun run) throws Exception {
		OnnxModel model = run.model().read();
		String output = model.graph().outputs().getFirst().name();
		Shape images = run.input().shape();
		Shape image = Shape.of(1, images.dimension(1), images.dimension(2), images.dimension(3));
		CompiledNetworkBuilder builder = new CompiledNetworkBuilder(KernelSelector.select());
		GraphCompiler.compile(model, image, List.of(output), builder);
		try (CompiledNetwork network = builder.build(1)) {
			Tensor actual = Objects.requireNonNull(network.run(run.input(), List.of(output)).get(output));

			assertThat(run.error(actual)).isLessThanOrEqualTo(1);
		}
	}

}
