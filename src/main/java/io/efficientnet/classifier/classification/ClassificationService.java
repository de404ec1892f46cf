package io.efficientnet.classifier.classification;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.batching.WorkerPool;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.image.ImagePreprocessor;
import io.efficientnet.classifier.image.PreparedImage;
import io.efficientnet.classifier.inference.InferenceResult;
import io.efficientnet.classifier.inference.InferenceService;
import io.efficientnet.classifier.inference.LoadedModel;
import io.efficientnet.classifier.inference.ModelLease;
import io.efficientnet.classifier.inference.Output;
import io.efficientnet.classifier.inference.Outputs;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import io.efficientnet.classifier.tensor.TensorPool;
import org.jspecify.annotations.Nullable;

/**
 * Encoded images to ranked labels. Decode and resize run on the service's own platform
 * threads; callers wait. Safe for concurrent use.
 */
public final class ClassificationService implements AutoCloseable {

	private static final int RETAINED_TENSORS = 16;

	private final ImagePreprocessor preprocessor;

	private final InferenceService inference;

	private final WorkerPool decoders;

	private final ClassificationMetrics metrics;

	private final TensorPool tensors = new TensorPool(RETAINED_TENSORS);

	// Permits are images between their arrival and their answer.
	private final Semaphore admission;

	ClassificationService(ImagePreprocessor preprocessor, InferenceService inference, WorkerPool decoders,
			ClassificationMetrics metrics) {
		this.admission = new Semaphore(decoders.capacity());
		metrics.watchQueue(() -> decoders.queued() + inference.queued(), decoders.capacity());
		this.preprocessor = preprocessor;
		this.inference = inference;
		this.decoders = decoders;
		this.metrics = metrics;
	}

	/**
	 * Classifies one image.
	 * @param image encoded image of any format that is read
	 * @param request what is asked
	 * @return the answer
	 * @throws io.efficientnet.classifier.failure.ServiceException of every kind that the
	 * model, the image, the queue or the executor give reason for
	 */
	public Classification classify(byte[] image, ClassificationRequest request) {
		if (!this.admission.tryAcquire()) {
			this.metrics.rejected();
			throw new ServiceException(FailureKind.OVERLOADED, "Too many images wait already; try again later");
		}
		try {
			return admitted(image, request);
		}
		finally {
			this.admission.release();
		}
	}

	@Override
	public void close() {
		this.decoders.close();
	}

	private Classification admitted(byte[] image, ClassificationRequest request) {
		try (ModelLease lease = this.inference.lease(request.model(), request.deadline())) {
			return classify(image, lease.model(), request);
		}
	}

	private Classification classify(byte[] image, LoadedModel model, ClassificationRequest request) {
		Prepared prepared = prepare(image, model, request.deadline());
		InferenceResult result = infer(model, prepared.input(), request);
		Timings timings = new Timings(prepared.image().decodeTime().toNanos(), prepared.image().resizeTime().toNanos(),
				prepared.queueNanos() + result.queueNanos(), result.inferenceNanos());
		Classification answer = answer(model, request, prepared.image(), result, timings);
		this.metrics.classified(answer);
		return answer;
	}

	private Prepared prepare(byte[] image, LoadedModel model, Deadline deadline) {
		Preprocessing recipe = model.descriptor().preprocessing();
		long submitted = System.nanoTime();
		return this.decoders.call(() -> {
			long queueNanos = System.nanoTime() - submitted;
			Tensor input = this.tensors.take(Shape.of(1, 3, recipe.crop(), recipe.crop()));
			boolean isFilled = false;
			try {
				PreparedImage prepared = this.preprocessor.prepare(image, recipe, input.slice(0));
				isFilled = true;
				return new Prepared(prepared, input, queueNanos);
			}
			finally {
				if (!isFilled) {
					this.tensors.giveBack(input);
				}
			}
		}, deadline);
	}

	/**
	 * The tensor goes back only where the run has ended; one given up on may still read
	 * it.
	 */
	private InferenceResult infer(LoadedModel model, Tensor input, ClassificationRequest request) {
		InferenceResult result = this.inference.infer(model, input, outputs(request.include()), request.deadline());
		this.tensors.giveBack(input);
		return result;
	}

	private static Set<Output> outputs(Set<Include> include) {
		Set<Output> outputs = EnumSet.of(Output.LOGITS);
		if (include.contains(Include.EMBEDDING)) {
			outputs.add(Output.EMBEDDING);
		}
		if (include.contains(Include.HEATMAP)) {
			outputs.add(Output.FEATURES);
		}
		return outputs;
	}

	private static Classification answer(LoadedModel model, ClassificationRequest request, PreparedImage image,
			InferenceResult result, Timings timings) {
		Outputs outputs = result.outputs();
		float[] logits = outputs.logits().toArray();
		Set<Include> include = request.include();
		List<Prediction> predictions = Prediction.ranked(logits, model.labels(), request.top());
		return new Classification(model.descriptor().id(), predictions,
				new Classification.Image(image.format(), image.widthPixels(), image.heightPixels()),
				receipt(model.descriptor(), result), array(outputs.embedding()),
				include.contains(Include.LOGITS) ? logits : null,
				heatmap(model, outputs.features(), predictions.getFirst().index()),
				include.contains(Include.CROP) ? crop(image) : null, timings);
	}

	private static Receipt receipt(ModelDescriptor model, InferenceResult result) {
		return new Receipt("sha256:" + model.weights().sha256(), model.preprocessing().name(), result.executor(),
				LoadedModel.PRECISION, result.runtime(), result.fallback(), model.synthetic());
	}

	private static float @Nullable [] array(@Nullable Tensor tensor) {
		return (tensor != null) ? tensor.toArray() : null;
	}

	private static Classification.@Nullable Heatmap heatmap(LoadedModel model, @Nullable Tensor features, int index) {
		return (features != null) ? Heatmaps.scaled(index, model.activationMap(features, index)) : null;
	}

	private static Classification.Crop crop(PreparedImage image) {
		return new Classification.Crop(image.crop().widthPixels(), image.crop().heightPixels(), image.crop().toPng());
	}

	private record Prepared(PreparedImage image, Tensor input, long queueNanos) {
	}

}
