package io.efficientnet.classifier.inference.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxReader;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model as a library's exporter wrote it, and what that library itself answers.
 *
 * @param file the model; its external data lies beside it
 * @param description what was exported how
 */
public record ExportedModel(Path file, Description description) {

	static ExportedModel describedBy(Path json) {
		Description description = JsonMapper.shared().readValue(json, Description.class);
		return new ExportedModel(json.resolveSibling(description.file()), description);
	}

	OnnxModel read() {
		try {
			return OnnxReader.read(this.file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public Stream<ExportedRun> runs() {
		return this.description.runs().stream().map(this::run);
	}

	private ExportedRun run(RunDescription run) {
		Shape shape = new Shape(run.inputShape());
		Tensor input = switch (this.description.generator()) {
			case "input" -> FormulaImages.normalised(shape);
			case "pixels" -> FormulaImages.pixels(shape);
			default -> throw new IllegalArgumentException(this.description.generator());
		};
		return new ExportedRun(this, input, expected(run));
	}

	private Tensor expected(RunDescription run) {
		Shape shape = new Shape(run.outputShape());
		if (run.expected() == null) {
			return new Tensor(shape, raw(Objects.requireNonNull(run.expectedFile())));
		}
		Tensor expected = Tensor.allocate(shape);
		run.expected().forEach(expected.data().duplicate()::put);
		return expected;
	}

	private FloatBuffer raw(String name) {
		try {
			ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(this.file.resolveSibling(name)));
			return bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return String.valueOf(this.file.getFileName());
	}

	/**
	 * The text beside the model.
	 *
	 * @param file name of the model
	 * @param exporter tool, and how it was called
	 * @param versions of the packages involved
	 * @param opset version of the standard operators
	 * @param input name of the input
	 * @param output name of the output
	 * @param layout {@code NCHW} or {@code NHWC}
	 * @param generator formula of the input: {@code input} or {@code pixels}
	 * @param note what is particular
	 * @param operators nodes of the graph by operator, those of functions left out
	 * @param runs inputs with the library's answers
	 */
	public record Description(String file, String exporter, Map<String, String> versions, int opset, String input,
			String output, String layout, String generator, String note, Map<String, Integer> operators,
			List<RunDescription> runs) {
	}

	/**
	 * One input with the library's answer.
	 *
	 * @param inputShape in the model's layout
	 * @param outputShape of the answer
	 * @param expected the answer, unless it lies in a file
	 * @param inputFile the input as raw float32, of whole networks only
	 * @param expectedFile the answer as raw float32, of whole networks only
	 */
	public record RunDescription(List<Integer> inputShape, List<Integer> outputShape, @Nullable List<Float> expected,
			@Nullable String inputFile, @Nullable String expectedFile) {
	}

}
