package io.efficientnet.classifier.classification;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.efficientnet.classifier.batching.Admission;
import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.batching.WorkerPool;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.image.ImagePreprocessor;
import io.efficientnet.classifier.image.PreparedImage;
import io.efficientnet.classifier.inference.InferenceResult;
import io.efficientnet.classifier.inference.InferenceService;
import io.efficientnet.classifier.inference.InputSlot;
import io.efficientnet.classifier.inference.LoadedModel;
import io.efficientnet.classifier.inference.ModelLease;
import io.efficientnet.classifier.inference.Output;
import io.efficientnet.classifier.inference.Outputs;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Encoded images to ranked labels. Decode and resize run on the service's own platform
 * threads; callers wait. Safe for concurrent use.
 */
public final class ClassificationService implements AutoCloseable {

	private final ImagePreprocessor preprocessor;

	private final InferenceService inference;

	private final Admission admission;

	private final WorkerPool decoders;

	private final ClassificationMetrics metrics;

	ClassificationService(ImagePreprocessor preprocessor, InferenceService inference, Admission admission,
			WorkerPool decoders, ClassificationMetrics metrics) {
		this.preprocessor = preprocessor;
		this.inference = inference;
		this.admission = admission;
		this.decoders = decoders;
		this.metrics = metrics;
	}

	/**
	 * Images that may be under way.
	 * @return at least 1
	 */
	public int capacity() {
		return this.admission.capacity();
	}

	/**
	 * Refuses a request whose images are still to be read, if it would be refused now.
	 * @param request what is asked
	 * @return memory for its body, to be closed when the body is no longer held
	 * @throws ServiceException {@code UNKNOWN_MODEL}, {@code OVERLOADED}
	 */
	public Admission.Body expect(ClassificationRequest request) {
		return this.admission.expect(this.inference.modelId(request.model()), request.deadline());
	}

	/**
	 * Admits the images of a request, all or none.
	 * @param request what is asked of each
	 * @param images how many
	 * @return their places, to be closed when all are answered
	 * @throws ServiceException {@code UNKNOWN_MODEL}, {@code OVERLOADED}
	 */
	public Admission.Places admit(ClassificationRequest request, int images) {
		return this.admission.admit(this.inference.modelId(request.model()), images, request.deadline());
	}

	/**
	 * Classifies one image.
	 * @param image encoded image of any format that is read
	 * @param request what is asked
	 * @return the answer
	 * @throws ServiceException of every kind that the model, the image, the queue or the
	 * executor give reason for
	 */
	public Classification classify(byte[] image, ClassificationRequest request) {
		try (Admission.Places places = admit(request, 1)) {
			return classify(image, request, places);
		}
	}

	/**
	 * Classifies one of several images that were admitted together.
	 * @param image encoded image of any format that is read
	 * @param request what is asked
	 * @param places the image has one of them
	 * @return the answer
	 * @throws ServiceException of every kind that the model, the image or the executor
	 * give reason for
	 */
	public Classification classify(byte[] image, ClassificationRequest request, Admission.Places places) {
		try (Admission.Place place = places.next()) {
			Classification answer = leased(image, request, place);
			this.metrics.classified(answer);
			return answer;
		}
		catch (ServiceException ex) {
			this.metrics.failed(ex.kind());
			throw ex;
		}
	}

	@Override
	public void close() {
		this.decoders.close();
	}

	private Classification leased(byte[] image, ClassificationRequest request, Admission.Place place) {
		try (ModelLease lease = this.inference.lease(request.model(), request.deadline())) {
			place.begin();
			return classify(image, request, lease.model(), place);
		}
	}

	private Classification classify(byte[] image, ClassificationRequest request, LoadedModel model,
			Admission.Place place) {
		long arrived = System.nanoTime();
		Set<Output> wanted = outputs(request.include());
		InputSlot slot = model.inputSlot(request.deadline());
		Prepared prepared = prepare(image, model.descriptor().preprocessing(), slot, request.deadline(), place);
		InferenceResult result = this.inference.infer(model, slot, wanted, request.deadline(), place);
		long decode = prepared.image().decodeTime().toNanos();
		long resize = prepared.image().resizeTime().toNanos();
		Timings timings = new Timings(decode, resize, prepared.begun() - arrived + result.queueNanos(),
				result.inferenceNanos());
		return answer(model, request, prepared.image(), result, timings);
	}

	/** Releases the slot, unless it is filled and ready to be handed on. */
	private Prepared prepare(byte[] image, Preprocessing recipe, InputSlot slot, Deadline deadline,
			Admission.Place place) {
		boolean isFilled = false;
		try {
			Prepared prepared = this.decoders.call(() -> {
				long begun = System.nanoTime();
				return new Prepared(slot.fill((target) -> this.preprocessor.prepare(image, recipe, target)), begun);
			}, deadline);
			place.prepared(prepared.image().decodeTime().plus(prepared.image().resizeTime()).toNanos());
			isFilled = true;
			return prepared;
		}
		finally {
			if (!isFilled) {
				slot.release();
			}
		}
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
				new Classification.Image(image.format(), image.widthPixels(), image.heightPixels(), image.orientation(),
						image.draft()),
				receipt(model.descriptor(), result), array(outputs.embedding()),
				include.contains(Include.LOGITS) ? logits : null,
				heatmap(model, outputs.features(), predictions.getFirst().index()),
				include.contains(Include.CROP) ? crop(image) : null, timings);
	}

	private static Receipt receipt(ModelDescriptor model, InferenceResult result) {
		return new Receipt("sha256:" + model.weights().sha256(), model.preprocessing().name(), result.executor(),
				model.precision().id(), result.runtime(), result.fallback(), model.synthetic());
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

	private record Prepared(PreparedImage image, long begun) {
	}

}
