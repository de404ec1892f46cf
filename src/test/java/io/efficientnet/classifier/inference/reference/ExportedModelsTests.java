package io.efficientnet.classifier.inference.reference;

import java.util.Map;
import java.util.TreeMap;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class ExportedModelsTests {

	private static final String SOURCE = "io.efficientnet.classifier.inference.reference.ExportedModels#";

	private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

	@Test
	void coversTheOperatorSetsInUse() {
		assertThat(ExportedModels.all()).hasSize(34)
			.extracting((model) -> model.description().opset())
			.contains(9, 11, 13, 15, 16, 17, 18, 20, 26);
	}

	@Test
	void makesTheImagesOfTheScripts() {
		assertThat(FormulaImages.normalised(Shape.of(3)).toArray()).containsExactly(
				2 * Float.intBitsToFloat(0xbf4deac2), 2 * Float.intBitsToFloat(0x3e9c045c),
				2 * Float.intBitsToFloat(0xbf17be90));
		assertThat(FormulaImages.pixels(Shape.of(8)).toArray()).containsExactly(82, 215, 64, 9, 152, 201, 178, 65);
	}

	@ParameterizedTest
	@MethodSource(SOURCE + "all")
	void isReadAsItWasWritten(ExportedModel export) {
		OnnxModel model = export.read();

		assertThat(model.operatorSetVersion()).isEqualTo(export.description().opset());
		assertThat(model.graph().inputs()).extracting(OnnxValueInfo::name)
			.filteredOn((name) -> !model.graph().initializers().containsKey(name))
			.containsExactly(export.description().input());
		assertThat(model.graph().outputs()).extracting(OnnxValueInfo::name)
			.containsExactly(export.description().output());
		assertThat(operators(model)).isEqualTo(export.description().operators());
	}

	@ParameterizedTest
	@MethodSource(SOURCE + "runs")
	void answersInOnnxRuntimeWhatTheLibraryAnswers(ExportedRun run) throws OrtException {
		Tensor answer = answer(run);

		assertThat(answer.shape()).isEqualTo(run.expected().shape());
		assertThat(run.error(answer)).isLessThanOrEqualTo(1);
	}

	@Test
	void keepsWhatIsParticularToAnExport() {
		assertThat(model("torchvision-torchscript-9.onnx").graph().inputs()).hasSizeGreaterThan(1);
		assertThat(model("torchvision-torchscript-16-functions.onnx").functions()).isNotEmpty();
		assertThat(model("torchvision-torchscript-17-half.onnx").graph().initializers().values())
			.extracting(OnnxConstant::elementType)
			.contains(OnnxElementType.FLOAT16);
		assertThat(export("torchvision-dynamo-18-external.onnx").file()
			.resolveSibling("torchvision-dynamo-18-external.onnx.data")).isNotEmptyFile();
	}

	private static ExportedModel export(String file) {
		return ExportedModels.all().filter((model) -> model.toString().equals(file)).findFirst().orElseThrow();
	}

	private static OnnxModel model(String file) {
		return export(file).read();
	}

	private static Map<String, Integer> operators(OnnxModel model) {
		Map<String, Integer> counts = new TreeMap<>();
		model.graph()
			.nodes()
			.stream()
			.map(OnnxNode::operator)
			.forEach((operator) -> counts.merge(operator, 1, Integer::sum));
		return counts;
	}

	private Tensor answer(ExportedRun run) throws OrtException {
		try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
			options.setIntraOpNumThreads(1);
			// By path, as external data is found beside the file only
			try (OrtSession session = this.environment.createSession(run.model().file().toString(), options);
					OnnxTensor input = OnnxTensor.createTensor(this.environment, run.input().data().duplicate(),
							run.input().shape().toLongs());
					OrtSession.Result result = session.run(Map.of(run.model().description().input(), input))) {
				OnnxTensor output = (OnnxTensor) result.get(0);
				long[] extents = output.getInfo().getShape();
				return new Tensor(Shape.of(Math.toIntExact(extents[0]), Math.toIntExact(extents[1])),
						output.getFloatBuffer());
			}
		}
	}

}
