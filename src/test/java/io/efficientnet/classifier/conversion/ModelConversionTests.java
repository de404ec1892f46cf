package io.efficientnet.classifier.conversion;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import ai.onnxruntime.OrtException;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxDimension;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.onnx.OnnxReader;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.onnx.OnnxWriter;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ModelConversionTests {

	private static final WeightSet TIMM_B0 = WeightSets.named("timm/tf_efficientnet_b0.aa_in1k").orElseThrow();

	@TempDir
	private Path folder;

	@Test
	void takesImagesOfAnyNumberAndExtent() {
		OnnxModel model = ModelConversion.synthesize(EfficientNetVariant.B0, 0).model();

		assertThat(model.graph().inputs()).containsExactly(OnnxValueInfo.floats("image", OnnxDimension.of("n"),
				OnnxDimension.of(3), OnnxDimension.of("height"), OnnxDimension.of("width")));
		assertThat(model.graph().outputs()).extracting(OnnxValueInfo::name)
			.containsExactly("logits", "embedding", "features");
	}

	@Test
	void givesLogitsEmbeddingAndFeatures() throws OrtException {
		try (OrtGraph graph = new OrtGraph(ModelConversion.synthesize(EfficientNetVariant.LITE0, 7).model())) {
			Map<String, Tensor> outputs = graph.run(GoldenRow.image(Shape.of(2, 3, 64, 97)));

			assertThat(outputs).hasEntrySatisfying("logits", hasShape(2, 1000));
			assertThat(outputs).hasEntrySatisfying("embedding", hasShape(2, 1280));
			assertThat(outputs).hasEntrySatisfying("features", hasShape(2, 1280, 2, 4));
		}
	}

	@ParameterizedTest
	@CsvSource({ "B0, 81, 65, 9, 17", "B1, 115, 92, 16, 24", "B3, 130, 104, 19, 27", "B4, 160, 128, 25, 33" })
	void hasTheOperatorsOfOtherExports(EfficientNetVariant variant, long convolutions, long swishes, long skips,
			long pools) {
		OnnxModel model = ModelConversion.synthesize(variant, 0).model();

		assertThat(operators(model)).isEqualTo(Map.of("Conv", convolutions, "Sigmoid", swishes, "Mul", swishes, "Add",
				skips, "GlobalAveragePool", pools, "Flatten", 1L, "Gemm", 1L));
	}

	@Test
	void clipsInsteadOfSwishingWhenLite() {
		OnnxModel model = ModelConversion.synthesize(EfficientNetVariant.LITE0, 0).model();

		assertThat(operators(model))
			.isEqualTo(Map.of("Conv", 49L, "Clip", 33L, "Add", 9L, "GlobalAveragePool", 1L, "Flatten", 1L, "Gemm", 1L));
	}

	@Test
	void givesEqualBytesForEqualWeights() {
		byte[] once = OnnxWriter.toByteArray(ModelConversion.synthesize(EfficientNetVariant.B0, 3).model());
		byte[] again = OnnxWriter.toByteArray(ModelConversion.synthesize(EfficientNetVariant.B0, 3).model());
		byte[] other = OnnxWriter.toByteArray(ModelConversion.synthesize(EfficientNetVariant.B0, 4).model());

		assertThat(again).isEqualTo(once);
		assertThat(other).isNotEqualTo(once);
	}

	@Test
	void statesTheFactsOfTheModel() {
		ConvertedModel model = ModelConversion.convert(archive(17), TIMM_B0);

		assertThat(model.classes()).isEqualTo(17);
		assertThat(model.resolution()).isEqualTo(224);
		assertThat(model.parameters()).isEqualTo(4_007_548 + 17 * 1281);
		assertThat(model.weightSet()).isEqualTo(TIMM_B0);
		assertThat(model.model().operatorSetVersion()).isEqualTo(17);
		assertThat(model.model().metadata()).containsExactly(Map.entry("variant", "efficientnet-b0"),
				Map.entry("weights", "timm/tf_efficientnet_b0.aa_in1k"));
	}

	@Test
	void marksSyntheticModels() {
		WeightSet weightSet = ModelConversion.synthesize(EfficientNetVariant.B2, 0).weightSet();

		assertThat(weightSet.isSynthetic()).isTrue();
		assertThat(weightSet.preprocessing()).isEqualTo("timm/tf_efficientnet_b2.aa_in1k");
		assertThat(ModelConversion.synthesize(EfficientNetVariant.LITE1, 0).weightSet().preprocessing()).isNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "B0", "LITE0" })
	void survivesTheFile(EfficientNetVariant variant) throws Exception {
		OnnxModel model = ModelConversion.synthesize(variant, 0).model();
		Path file = this.folder.resolve("model.onnx");

		String digest = OnnxWriter.write(model, file);

		assertThat(digest).matches("[0-9a-f]{64}").isEqualTo(OnnxWriter.write(model, file));
		assertThat(OnnxReader.read(file)).isEqualTo(model);
	}

	@Test
	void leavesStepCountersAndInputNormalizationAside() {
		WeightArchive plain = archive(5);
		ArchiveWithChanges more = new ArchiveWithChanges(archive(5)).with("bn1.num_batches_tracked", Shape.of())
			.with("normalization/mean:0", Shape.of(3));

		assertThat(ModelConversion.convert(more, TIMM_B0).weightsSha256())
			.isEqualTo(ModelConversion.convert(plain, TIMM_B0).weightsSha256());
	}

	@Test
	void rejectsAMissingTensor() {
		assertRejected(new ArchiveWithChanges(archive(5)).without("blocks.1.0.conv_pw.weight"),
				"Tensor blocks.1.0.conv_pw.weight [96, 16, 1, 1] is missing for efficientnet-b0");
		assertRejected(new ArchiveWithChanges(archive(5)).without("classifier.weight"),
				"Tensor classifier.weight of the classifier is missing for efficientnet-b0");
	}

	@Test
	void rejectsATensorOfOtherExtents() {
		assertRejected(new ArchiveWithChanges(archive(5)).with("bn2.bias", Shape.of(7)),
				"Tensor bn2.bias is [7], but efficientnet-b0 needs [1280]");
		assertRejected(new ArchiveWithChanges(archive(5)).with("classifier.weight", Shape.of(5, 1280, 1, 1)),
				"Tensor classifier.weight is [5, 1280, 1, 1], but efficientnet-b0 needs two extents");
	}

	@Test
	void rejectsTensorsThatHaveNoPlace() {
		assertRejected(
				new ArchiveWithChanges(archive(5)).with("blocks.7.0.bn1.bias", Shape.of(2)).with("extra", Shape.of()),
				"2 tensors have no place in efficientnet-b0: blocks.7.0.bn1.bias [2], extra []");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 65_537, 70_000 })
	void rejectsANumberOfClassesThatNoModelHas(int classes) {
		assertRejected(new ArchiveWithChanges(archive(5)).with("classifier.weight", Shape.of(classes, 1280)),
				"Tensor classifier.weight [%d, 1280] is for %1$d classes; a model has 1 to 65536".formatted(classes));
	}

	@Test
	void rejectsTheWeightsOfAnotherVariant() {
		assertRejected(new SyntheticWeights(EfficientNetVariant.B1.spec(), 5, WeightSource.TIMM, 0), "efficientnet-b0");
	}

	private static void assertRejected(WeightArchive archive, String message) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> ModelConversion.convert(archive, TIMM_B0))
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST));
	}

	private static WeightArchive archive(int classes) {
		return new SyntheticWeights(EfficientNetVariant.B0.spec(), classes, WeightSource.TIMM, 0);
	}

	private static Map<String, Long> operators(OnnxModel model) {
		return model.graph()
			.nodes()
			.stream()
			.map(OnnxNode::operator)
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
	}

	private static Consumer<Tensor> hasShape(int... dimensions) {
		return (tensor) -> assertThat(tensor.shape()).isEqualTo(Shape.of(dimensions));
	}

}
