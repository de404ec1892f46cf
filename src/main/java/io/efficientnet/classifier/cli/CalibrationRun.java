package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.model.Labels;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxWriter;
import io.efficientnet.classifier.precision.Calibration;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** Shows a network pictures, one at a time, to find out what its values reach. */
final class CalibrationRun {

	private final ModelDescriptor descriptor;

	private final IntFunction<List<BackendFactory>> factories;

	private final List<Path> pictures;

	private final Progress progress;

	/**
	 * A run to come.
	 * @param descriptor of the float32 model
	 * @param factories of all executors there are, by the threads of one run
	 * @param pictures files to show
	 * @param progress shows which one is under way
	 */
	CalibrationRun(ModelDescriptor descriptor, IntFunction<List<BackendFactory>> factories, List<Path> pictures,
			Progress progress) {
		this.descriptor = descriptor;
		this.factories = factories;
		this.pictures = pictures;
		this.progress = progress;
	}

	/**
	 * Calibrates a model on the cpu executor.
	 * @param model of float32
	 * @return the model in eight bits
	 * @throws IOException if a picture cannot be read
	 */
	OnnxModel quantize(OnnxModel model) throws IOException {
		Calibration calibration = new Calibration(model);
		VerifiedModel observed = observed(calibration);
		BenchExecutors executors = new BenchExecutors(this.factories, List.of(ExecutorKind.CPU), (_) -> {
		});
		try (BenchExecutors.Opened opened = executors
			.open(new BenchSetting(observed, Runtime.getRuntime().availableProcessors(), 1))) {
			show(calibration, opened.backends().getFirst());
		}
		finally {
			this.progress.clear();
		}
		return calibration.quantize();
	}

	private void show(Calibration calibration, InferenceBackend backend) throws IOException {
		PicturePreparation preparation = new PicturePreparation();
		int side = this.descriptor.preprocessing().crop();
		Tensor image = Tensor.allocate(Shape.of(1, 3, side, side));
		for (int i = 0; i < this.pictures.size(); i++) {
			this.progress.show("Calibrating: picture " + (i + 1) + " of " + this.pictures.size());
			preparation.prepare(this.pictures.get(i), this.descriptor.preprocessing(), image.slice(0));
			calibration.add(backend.infer(image, Set.of()).logits().toArray());
		}
	}

	/** A model whose logits are the ranges. */
	private VerifiedModel observed(Calibration calibration) {
		byte[] bytes = OnnxWriter.toByteArray(calibration.graph());
		ByteBuffer graph = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
		ModelDescriptor.Graph names = new ModelDescriptor.Graph(this.descriptor.graph().sha256(),
				this.descriptor.graph().input(), new ModelDescriptor.Outputs(Calibration.RANGES, null, null));
		ModelDescriptor described = new ModelDescriptor(this.descriptor.id(), this.descriptor.variant(),
				this.descriptor.synthetic(), names, this.descriptor.weights(), calibration.width(), null,
				this.descriptor.preprocessing(), this.descriptor.tolerance(), null);
		return new VerifiedModel(described, graph, Labels.numbered(calibration.width()), null);
	}

}
