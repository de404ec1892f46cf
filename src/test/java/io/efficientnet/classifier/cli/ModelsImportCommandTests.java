package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.efficientnet.classifier.conversion.ModelConversion;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.BackendFactories;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.ModelInspection;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxDimension;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.onnx.OnnxReader;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.onnx.OnnxWriter;
import io.efficientnet.classifier.structure.GraphImport;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ModelsImportCommandTests {

	private static final int SIDE = 33;

	private static final double TOLERANCE = 1e-4;

	private static final float[] MEAN = { 0.485f, 0.456f, 0.406f };

	private static final float[] STD = { 0.229f, 0.224f, 0.225f };

	@TempDir
	private Path files;

	@TempDir
	private Path directory;

	@Test
	void keepsTheRecipeOfTheLibraryWhereTheGraphDoesNotNormalise() throws Exception {
		CommandRun run = imports(export("timm-torchscript-18"));

		assertThat(run.err()).isEmpty();
		assertThat(run.exitCode()).isZero();
		assertThat(run.out()).contains("variant: none of B0 to B7", "as the names are those of timm");
		Preprocessing recipe = verified().descriptor().preprocessing();
		assertThat(recipe.name()).startsWith("timm/efficientnet_b0.ra_in1k").endsWith("crop 33");
		assertThat(recipe.crop()).isEqualTo(SIDE);
		assertThat(recipe.mean()).containsExactly(0.485, 0.456, 0.406);
		assertThat(verified().descriptor().weights().source()).contains("timm");
	}

	@Test
	void takesThePreprocessingThatIsNamed() throws Exception {
		imports(export("timm-torchscript-18"), "--preprocessing", "lite0");

		assertThat(verified().descriptor().preprocessing().name()).isEqualTo("lite0, crop 33");
	}

	@Test
	void doesNotNormaliseTwice() throws Exception {
		OnnxModel plain = read("torchvision-torchscript-9");
		CommandRun run = imports(write(before(plain, OnnxElementType.FLOAT, false, 1)));

		assertThat(run.out()).contains("the graph normalises", "pixels in 0..1");
		Preprocessing recipe = verified().descriptor().preprocessing();
		assertThat(recipe.mean()).containsExactly(0.0, 0.0, 0.0);
		assertThat(recipe.std()).containsExactly(1.0, 1.0, 1.0);
		answersAlike(plain, 1f / 255);
	}

	@Test
	void takesPixelsOfAnyLayoutAndType() throws Exception {
		OnnxModel plain = read("torchvision-dynamo-18");
		CommandRun run = imports(write(before(plain, OnnxElementType.UINT8, true, 255)));

		assertThat(run.err()).isEmpty();
		assertThat(run.out()).contains("[n][h][w][3]", "UINT8", "pixels in 0..255").doesNotContain("will not");
		assertThat(verified().descriptor().preprocessing().std()).containsOnly(1.0 / 255);
		answersAlike(plain, 1);
	}

	@Test
	void takesLogitsBeforeSoftmax() throws Exception {
		OnnxModel plain = read("torchvision-dynamo-18");
		CommandRun run = imports(write(after(plain, List.of(node("Softmax", "p", "logits")))));

		assertThat(run.out()).contains("Softmax is left out");
		assertThat(logits(ExecutorKind.CPU, noise())).containsExactly(logitsOf(plain, noise()), within(1e-4f));
	}

	@Test
	void makesLogitsOfProbabilitiesWhereSoftmaxIsSpeltOut() throws Exception {
		OnnxModel plain = read("torchvision-torchscript-9");
		List<OnnxNode> softmax = List.of(node("Exp", "e", "logits"),
				OnnxNode.of("ReduceSum", "s", List.of("e"),
						Map.of("axes", OnnxAttribute.ofAll(1), "keepdims", OnnxAttribute.of(1L))),
				node("Div", "p", "e", "s"));
		CommandRun run = imports(write(after(plain, softmax)));

		assertThat(run.err()).isEmpty();
		assertThat(run.out()).contains("gives probabilities only", "heatmap: not to be had", "executor java: will not");
		float[] expected = logitsOf(plain, noise());
		float[] found = logits(ExecutorKind.CPU, noise());
		for (int i = 1; i < expected.length; i++) {
			assertThat(found[i] - found[0]).isCloseTo(expected[i] - expected[0], within(1e-3f));
		}
		assertThat(verified().descriptor().graph().outputs().features()).isNull();
	}

	@Test
	void takesExternalDataIn() throws Exception {
		imports(export("torchvision-dynamo-18-external"));

		try (Stream<Path> content = Files.list(this.directory.resolve("theirs"))) {
			assertThat(content.map((file) -> file.getFileName().toString())).containsExactlyInAnyOrder("model.onnx",
					"model.json", "selftest.json");
		}
	}

	@Test
	void saysWhatHappensToImagesThatAreNoSquares() throws Exception {
		CommandRun run = imports(export("lukemelas-dynamo-18"));

		assertThat(run.out()).contains("images of 40x48; the middle of a square of 48");
	}

	@ParameterizedTest
	@EnumSource(value = EfficientNetVariant.class, names = { "B0", "LITE0" })
	void recognisesTheVariant(EfficientNetVariant variant) throws Exception {
		OnnxModel model = ModelConversion.synthesize(variant, 1).model();

		CommandRun run = imports(write(model));

		assertThat(run.err()).isEmpty();
		assertThat(run.out()).contains(variant.id());
		assertThat(verified().descriptor().variant()).isEqualTo(variant.id());
		assertThat(verified().descriptor().classes()).isEqualTo(1000);
		assertThat(CommandRun.of("models", "verify", "theirs", "--directory", this.directory).out())
			.contains("ok       parameters", "ok       multiply-adds");
	}

	@Test
	void takesLabelsAlongAndComparesTheirNumber() throws Exception {
		CommandRun eleven = imports(export("timm-torchscript-18"), "--labels", labels(11));

		assertThat(eleven.exitCode()).isEqualTo(1);
		assertThat(eleven.err()).contains("The labels file has 11 rows for 10 classes");
		assertThat(imports(export("timm-torchscript-18"), "--labels", labels(10)).exitCode()).isZero();
		assertThat(verified().labels().get(9).label()).isEqualTo("thing 9");
	}

	@Test
	void refusesAnotherNumberOfClasses() throws Exception {
		refused(imports(export("timm-torchscript-18"), "--classes", 1000), "The graph has 10 classes, not 1000");
	}

	@Test
	void refusesAGraphWithoutConvolutions() throws Exception {
		OnnxModel plain = read("torchvision-torchscript-9");
		OnnxGraph empty = new OnnxGraph("g", List.of(node("Identity", "y", "image")), images(plain),
				List.of(OnnxValueInfo.floats("y")), Map.of());

		refused(imports(write(with(plain, empty))), "no convolution reads its input 'image'");
	}

	@Test
	void refusesOtherArchitectures() throws Exception {
		OnnxModel resnet = change(read("torchvision-torchscript-9"), (node) -> !node.operator().equals("Conv") ? node
				: new OnnxNode("Conv", "", node.name(), node.inputs(), node.outputs(), Map.of()));

		refused(imports(write(resnet)), "none of them depthwise, so it is no EfficientNet");
	}

	@Test
	void refusesMobileNets() throws Exception {
		OnnxModel mobile = change(read("torchvision-torchscript-9"), (node) -> !node.operator().equals("Sigmoid") ? node
				: new OnnxNode("HardSigmoid", "", node.name(), node.inputs(), node.outputs(), Map.of()));

		refused(imports(write(mobile)), "HardSigmoid, as MobileNetV3");
	}

	@Test
	void refusesSeveralInputs() throws Exception {
		OnnxModel plain = read("torchvision-dynamo-18");
		OnnxGraph graph = plain.graph();
		List<OnnxValueInfo> inputs = new ArrayList<>(graph.inputs());
		inputs.add(OnnxValueInfo.floats("mask", OnnxDimension.of(1)));

		refused(imports(
				write(with(plain, new OnnxGraph("g", graph.nodes(), inputs, graph.outputs(), graph.initializers())))),
				"2 inputs [image, mask]; export it with the image as the only one");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 100, 10_000, 30_000 })
	void refusesTruncatedFiles(int length) throws Exception {
		byte[] whole = Files.readAllBytes(export("timm-torchscript-18"));

		CommandRun run = imports(Files.write(this.files.resolve("cut.onnx"), Arrays.copyOf(whole, length)));

		refused(run, "ONNX model not readable: ");
	}

	@Test
	void refusesWhatIsNoOnnx() throws Exception {
		refused(imports(Files.writeString(this.files.resolve("page.onnx"), "<html>not found</html>\n".repeat(50))),
				"ONNX model not readable: ");
		refused(imports(this.files.resolve("missing.onnx")), "missing.onnx: no such file");
	}

	@Test
	void refusesOrReadsDamagedFilesButNeverThrowsAnythingElse() throws Exception {
		byte[] whole = Files.readAllBytes(export("keras-tf2onnx-15"));
		Random random = new Random(3);
		int refused = 0;
		for (int mutant = 0; mutant < 500; mutant++) {
			byte[] damaged = whole.clone();
			for (int change = 0; change < 1 + mutant % 4; change++) {
				damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
			}
			try {
				new GraphImport(ModelInspection.inlined(OnnxReader.read(damaged))).rewrite(true, false);
			}
			catch (ServiceException ex) {
				refused++;
			}
		}
		assertThat(refused).isPositive();
	}

	/**
	 * Both executors on an image of pixels, of which the plain graph gets the normalised
	 * one.
	 */
	private void answersAlike(OnnxModel plain, float scale) throws Exception {
		Tensor given = Tensor.allocate(Shape.of(1, 3, SIDE, SIDE));
		Tensor normalised = Tensor.allocate(given.shape());
		Random random = new Random(5);
		for (int i = 0; i < given.data().limit(); i++) {
			int channel = i / (SIDE * SIDE);
			float pixel = random.nextInt(256);
			given.data().put(i, pixel * scale);
			normalised.data().put(i, (pixel / 255 - MEAN[channel]) / STD[channel]);
		}
		float[] expected = logitsOf(plain, normalised);
		for (ExecutorKind executor : List.of(ExecutorKind.CPU, ExecutorKind.JAVA)) {
			float[] found = logits(executor, given);
			for (int i = 0; i < expected.length; i++) {
				assertThat(found[i]).isCloseTo(expected[i], within((float) TOLERANCE));
			}
		}
	}

	private static Tensor noise() {
		Tensor image = Tensor.allocate(Shape.of(1, 3, SIDE, SIDE));
		Random random = new Random(9);
		for (int i = 0; i < image.data().limit(); i++) {
			image.data().put(i, random.nextFloat() * 4 - 2);
		}
		return image;
	}

	private float[] logitsOf(OnnxModel plain, Tensor image) throws Exception {
		Path path = this.files.resolve("plain.onnx");
		OnnxWriter.write(plain, path);
		assertThat(CommandRun
			.of("models", "import", "--graph", path, "--id", "plain", "--force", "--directory", this.directory)
			.exitCode()).isZero();
		return logits("plain", ExecutorKind.CPU, image);
	}

	private float[] logits(ExecutorKind executor, Tensor image) throws IOException {
		return logits("theirs", executor, image);
	}

	private float[] logits(String id, ExecutorKind executor, Tensor image) throws IOException {
		BackendFactory factory = BackendFactories.all(1)
			.stream()
			.filter((candidate) -> candidate.executor() == executor)
			.findFirst()
			.orElseThrow();
		try (VerifiedModel model = Objects.requireNonNull(ModelCatalog.read(this.directory).find(id)).verify();
				InferenceBackend backend = ((BackendFactory.Available) factory.open(model)).backend()) {
			return backend.infer(image, Set.of()).logits().toArray();
		}
	}

	/** The graph behind its own normalisation: of pixels up to a value, in any layout. */
	private static OnnxModel before(OnnxModel plain, OnnxElementType type, boolean channelsLast, float largest) {
		OnnxGraph graph = plain.graph();
		Map<String, OnnxConstant> constants = new LinkedHashMap<>(graph.initializers());
		Shape shape = channelsLast ? Shape.of(3) : Shape.of(1, 3, 1, 1);
		constants.put("raw/mean", OnnxConstant.of(new Tensor(shape, Tensor.of(Shape.of(3), MEAN).data())));
		constants.put("raw/std", OnnxConstant.of(new Tensor(shape, Tensor.of(Shape.of(3), STD).data())));
		constants.put("raw/largest", OnnxConstant.of(Tensor.of(Shape.of(1), largest)));
		List<OnnxNode> nodes = new ArrayList<>();
		nodes.add(OnnxNode.of("Cast", "raw/cast", List.of("raw"), Map.of("to", OnnxAttribute.of(1L))));
		nodes.add(node("Div", "raw/unit", "raw/cast", "raw/largest"));
		nodes.add(node("Sub", "raw/centred", "raw/unit", "raw/mean"));
		nodes.add(node("Div", channelsLast ? "raw/last" : "image", "raw/centred", "raw/std"));
		if (channelsLast) {
			nodes.add(OnnxNode.of("Transpose", "image", List.of("raw/last"),
					Map.of("perm", OnnxAttribute.ofAll(0, 3, 1, 2))));
		}
		nodes.addAll(graph.nodes());
		OnnxDimension side = OnnxDimension.of(SIDE);
		OnnxDimension rgb = OnnxDimension.of(3);
		OnnxDimension one = OnnxDimension.of(1);
		OnnxValueInfo raw = new OnnxValueInfo("raw", type,
				channelsLast ? List.of(one, side, side, rgb) : List.of(one, rgb, side, side));
		return with(plain, new OnnxGraph("g", nodes, List.of(raw), graph.outputs(), constants));
	}

	private static OnnxModel after(OnnxModel plain, List<OnnxNode> more) {
		OnnxGraph graph = plain.graph();
		return with(plain,
				new OnnxGraph("g", Stream.concat(graph.nodes().stream(), more.stream()).toList(), images(plain),
						List.of(OnnxValueInfo.floats("p", OnnxDimension.of(1), OnnxDimension.of(10))),
						graph.initializers()));
	}

	private static OnnxModel change(OnnxModel plain, UnaryOperator<OnnxNode> change) {
		OnnxGraph graph = plain.graph();
		return with(plain, new OnnxGraph("g", graph.nodes().stream().map(change).toList(), images(plain),
				graph.outputs(), graph.initializers()));
	}

	private static List<OnnxValueInfo> images(OnnxModel plain) {
		return plain.graph().inputs().stream().filter((input) -> input.name().equals("image")).toList();
	}

	private static OnnxModel with(OnnxModel plain, OnnxGraph graph) {
		return new OnnxModel(Math.max(4, plain.irVersion()), plain.producer(), plain.producerVersion(),
				plain.operatorSets(), plain.metadata(), graph, plain.functions());
	}

	private static OnnxNode node(String operator, String output, String... inputs) {
		return OnnxNode.of(operator, output, List.of(inputs), Map.of());
	}

	private Path write(OnnxModel model) throws IOException {
		Path file = this.files.resolve("changed.onnx");
		OnnxWriter.write(model, file);
		return file;
	}

	private static OnnxModel read(String name) throws Exception {
		return OnnxReader.read(export(name));
	}

	private static Path export(String name) throws URISyntaxException {
		return Path.of(Objects.requireNonNull(ModelsImportCommandTests.class.getResource("/exports/" + name + ".onnx"))
			.toURI());
	}

	private CommandRun imports(Path graph, Object... options) {
		List<Object> args = new ArrayList<>(
				List.of("models", "import", "--graph", graph, "--id", "theirs", "--directory", this.directory));
		args.addAll(List.of(options));
		return CommandRun.of(args.toArray());
	}

	private VerifiedModel verified() throws IOException {
		return Objects.requireNonNull(ModelCatalog.read(this.directory).find("theirs")).verify();
	}

	private void refused(CommandRun run, String part) throws IOException {
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.out()).isEmpty();
		assertThat(run.err()).startsWith("classifier: ").contains(part).hasLineCount(1).doesNotContain("java.");
		try (Stream<Path> content = Files.list(this.directory)) {
			assertThat(content).isEmpty();
		}
	}

	private Path labels(int classes) throws IOException {
		return Files.writeString(this.files.resolve(classes + ".csv"),
				IntStream.range(0, classes)
					.mapToObj((i) -> i + ",c" + i + ",thing " + i + "\n")
					.collect(Collectors.joining("", "index,id,label\n", "")));
	}

}
