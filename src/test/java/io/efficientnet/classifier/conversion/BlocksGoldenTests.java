package io.efficientnet.classifier.conversion;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class BlocksGoldenTests {

	private static final Logger logger = LoggerFactory.getLogger(BlocksGoldenTests.class);

	// How far the reference's own float32 run is from its float64 run
	private static final double VALUE_TOLERANCE = 1e-5;

	private static final double MOMENT_TOLERANCE = 2e-6;

	// A position of the map is a sum over all channels as a logit is: 1e-4 of the logits'
	// standard deviation, which is 0.9
	private static final double MAP_TOLERANCE = 9e-5;

	// The folded graph has no value between the stem's convolution and its batch norm
	private static final String UNFOLDED = "stem/conv";

	private static Golden golden;

	private static Map<String, Map<String, Tensor>> outputs;

	@BeforeAll
	static void runEveryStep() throws IOException, OrtException {
		try (InputStream json = GoldenRow.resource("b0_blocks.json")) {
			golden = GoldenRow.mapper().readValue(json, Golden.class);
		}
		List<String> names = golden.foldedSteps().stream().map(BlocksGoldenTests::valueOf).distinct().toList();
		OnnxModel model = ModelConversion.synthesize(EfficientNetVariant.B0, 0).model();
		Tensor image = GoldenRow.image(new Shape(golden.input()));
		List<String> wanted = Stream.concat(names.stream(), Stream.of("embedding", "features")).distinct().toList();
		List<String> blocks = wanted.stream().filter((name) -> !name.matches(".*(se/|/expand|/depthwise).*")).toList();
		try (OrtGraph cpu = new OrtGraph(withOutputs(model, names));
				JavaGraph java = new JavaGraph(model, image.shape(), wanted);
				JavaGraph fused = new JavaGraph(model, image.shape(), blocks)) {
			outputs = Map.of("cpu", cpu.run(image), "java", java.run(image), "java, blocks fused", fused.run(image));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "cpu", "java", "java, blocks fused" })
	void agreesStepByStep(String executor) {
		Map<String, Tensor> values = Objects.requireNonNull(outputs.get(executor));
		double largest = 0;
		int compared = 0;
		for (Step step : golden.foldedSteps()) {
			Tensor actual = values.get(valueOf(step));
			if (actual == null) {
				assertThat(executor).as(step.name()).endsWith("fused");
				continue;
			}
			compared++;
			double[] moments = moments(actual);

			assertThat(actual.shape().dimensions()).as(step.name()).isEqualTo(step.shape());
			assertThat(moments[0]).as(step.name()).isCloseTo(step.mean(), within(MOMENT_TOLERANCE));
			assertThat(moments[1]).as(step.name()).isCloseTo(step.std(), within(MOMENT_TOLERANCE));
			for (int i = 0; i < step.first().size(); i++) {
				double expected = step.first().get(i);
				assertThat((double) actual.data().get(i)).as(step.name()).isCloseTo(expected, within(VALUE_TOLERANCE));
				largest = Math.max(largest, Math.abs(actual.data().get(i) - expected));
			}
		}
		assertThat(compared).isGreaterThanOrEqualTo(EfficientNetVariant.B0.spec().blocks().size());
		logger.info("{} steps on {}, largest difference {}", compared, executor, largest);
	}

	@ParameterizedTest
	@ValueSource(strings = { "cpu", "java", "java, blocks fused" })
	void agreesAfterPooling(String executor) {
		Map<String, Tensor> values = Objects.requireNonNull(outputs.get(executor));
		float[] expected = GoldenRow.floats(golden.pooled());
		Tensor embedding = Objects.requireNonNull(values.get("embedding"));

		assertThat(embedding.shape()).isEqualTo(Shape.of(1, expected.length));
		for (int channel = 0; channel < expected.length; channel++) {
			assertThat((double) embedding.data().get(channel)).isCloseTo(expected[channel], within(VALUE_TOLERANCE));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "cpu", "java", "java, blocks fused" })
	void agreesInTheActivationMap(String executor) {
		Map<String, Tensor> values = Objects.requireNonNull(outputs.get(executor));
		Tensor features = Objects.requireNonNull(values.get("features")).slice(0);
		Tensor row = new SyntheticWeights(EfficientNetVariant.B0.spec(), GoldenRow.CLASSES, WeightSource.TIMM, 0)
			.tensor("classifier.weight")
			.slice(golden.camClass());
		int side = golden.cam().size();

		for (int y = 0; y < side; y++) {
			for (int x = 0; x < side; x++) {
				double sum = 0;
				for (int channel = 0; channel < row.data().limit(); channel++) {
					sum += (double) row.data().get(channel) * features.slice(channel).data().get(y * side + x);
				}
				assertThat(sum).isCloseTo(golden.cam().get(y).get(x), within(MAP_TOLERANCE));
			}
		}
	}

	private static String valueOf(Step step) {
		String name = step.name().replace("block", "blocks.");
		int slash = name.indexOf('/');
		return switch (name.substring(slash + 1)) {
			case "stem" -> "stem/activation";
			case "head" -> "features";
			case "expand" -> name + "/activation";
			case "dw" -> name.replace("/dw", "/depthwise/activation");
			case "se_gate" -> name.replace("/se_gate", "/se/gate");
			case "se" -> name + "/scale";
			case "project" -> name;
			default -> output(name);
		};
	}

	private static String output(String block) {
		int index = Integer.parseInt(block.substring("blocks.".length()));
		return block + (EfficientNetVariant.B0.spec().blocks().get(index).hasSkip() ? "/add" : "/project");
	}

	private static OnnxModel withOutputs(OnnxModel model, List<String> names) {
		OnnxGraph graph = model.graph();
		List<OnnxValueInfo> outputs = new ArrayList<>(graph.outputs());
		names.stream()
			.filter((name) -> !name.equals("features"))
			.forEach((name) -> outputs.add(new OnnxValueInfo(name, OnnxElementType.FLOAT, null)));
		return new OnnxModel(model.irVersion(), model.producer(), model.producerVersion(), model.operatorSets(),
				model.metadata(),
				new OnnxGraph(graph.name(), graph.nodes(), graph.inputs(), outputs, graph.initializers()),
				model.functions());
	}

	private static double[] moments(Tensor tensor) {
		double sum = 0;
		double squares = 0;
		int count = tensor.data().limit();
		for (int i = 0; i < count; i++) {
			double value = tensor.data().get(i);
			sum += value;
			squares += value * value;
		}
		double mean = sum / count;
		return new double[] { mean, Math.sqrt(squares / count - mean * mean) };
	}

	private record Golden(List<Integer> input, List<Step> steps, String pooled, @JsonProperty("cam_class") int camClass,
			List<List<Double>> cam) {

		List<Step> foldedSteps() {
			return this.steps.stream().filter((step) -> !step.name().equals(UNFOLDED)).toList();
		}
	}

	private record Step(String name, List<Integer> shape, double mean, double std,
			@JsonProperty("first8") List<Double> first) {
	}

}
