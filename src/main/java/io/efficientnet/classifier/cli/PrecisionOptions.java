package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.model.Labels;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.Precision;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxWriter;
import io.efficientnet.classifier.precision.HalfWeights;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a new model stores and computes with. */
final class PrecisionOptions {

	@Option(names = "--precision", paramLabel = "PRECISION", defaultValue = "fp32",
			converter = PrecisionConverter.class, completionCandidates = PrecisionConverter.class,
			description = "One of ${COMPLETION-CANDIDATES}: fp16 stores weights in half the space and computes in "
					+ "float32; int8 is for the cpu executor and needs --calibration (default: ${DEFAULT-VALUE}).")
	@SuppressWarnings("NullAway.Init") // has a default value
	private Precision precision;

	@Option(names = "--calibration", paramLabel = "DIR",
			description = "For int8: pictures like those that will come, which show what values the network has; "
					+ "a hundred will do, 1000 at most.")
	private @Nullable Path calibration;

	private final IntFunction<List<BackendFactory>> factories;

	/**
	 * Options yet to be given.
	 * @param factories of all executors there are, by the threads of one run
	 */
	PrecisionOptions(IntFunction<List<BackendFactory>> factories) {
		this.factories = factories;
	}

	Precision precision() {
		return this.precision;
	}

	/**
	 * Checks that options fit each other.
	 * @param spec of the command
	 * @throws ParameterException if they do not
	 */
	void check(CommandSpec spec) {
		if ((this.precision == Precision.INT8) != (this.calibration != null)) {
			throw new ParameterException(spec.commandLine(), (this.calibration != null)
					? "--calibration is for --precision int8 only" : "--precision int8 needs --calibration DIR");
		}
	}

	/**
	 * Takes a model to the precision.
	 * @param model of float32
	 * @param descriptor what it reads, and how images become that
	 * @param progress shows which picture is under way
	 * @return the model to install
	 * @throws IOException if a picture cannot be read
	 * @throws ServiceException if the model or a picture does not lend itself to it
	 */
	OnnxModel apply(OnnxModel model, ModelDescriptor descriptor, Progress progress) throws IOException {
		return switch (this.precision) {
			case FP32 -> model;
			case FP16 -> HalfWeights.store(model);
			case INT8 -> new CalibrationRun(descriptor, this.factories, pictures(), progress).quantize(model);
		};
	}

	/**
	 * Sees that a model that only one executor runs can be served here. What is stored in
	 * float32 or float16 is left to the self-test, since the java executor runs it too.
	 * @param model of float32
	 * @param descriptor what it reads, and how images become that
	 * @param narrowed what {@link #apply} made of it, before it is installed
	 * @throws IOException if a picture cannot be read
	 * @throws ServiceException if it cannot be served
	 */
	void tryOut(OnnxModel model, ModelDescriptor descriptor, VerifiedModel narrowed) throws IOException {
		if (this.precision == Precision.INT8) {
			byte[] bytes = OnnxWriter.toByteArray(model);
			ByteBuffer graph = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
			new EightBitTrial(this.factories, pictures())
				.run(new VerifiedModel(descriptor, graph, Labels.numbered(descriptor.classes()), null), narrowed);
		}
	}

	private List<Path> pictures() throws IOException {
		if (this.calibration == null) {
			throw new IllegalStateException("check() was not called");
		}
		return BenchPicture.files(List.of(this.calibration));
	}

}
