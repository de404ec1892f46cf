package io.efficientnet.classifier.inference;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.efficientnet.classifier.batching.BatchPolicy;
import io.efficientnet.classifier.batching.Batcher;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Runs networks on batches of images from several callers. Each gets the outputs that it
 * wanted, of its own image; an image that the network refuses fails alone.
 */
final class BatchedRuns
		implements BatchPolicy<LoadedModel>, Batcher.Runner<LoadedModel, BatchedRuns.Image, InferenceResult> {

	private final int mostImages;

	private final BatchMetrics metrics;

	/**
	 * Runs that are counted.
	 * @param mostImages the largest batch
	 * @param metrics told of each batch
	 */
	BatchedRuns(int mostImages, BatchMetrics metrics) {
		this.mostImages = mostImages;
		this.metrics = metrics;
	}

	@Override
	public int mostItems(LoadedModel model) {
		return Math.min(this.mostImages, model.batchSizes().getLast());
	}

	@Override
	public int mostRuns(LoadedModel model) {
		return model.concurrentRuns();
	}

	@Override
	public void run(LoadedModel model, List<Batcher.Item<Image, InferenceResult>> batch) {
		int size = padded(batch.size(), model.batchSizes());
		int shortages = model.shortages();
		ModelInputs inputs = model.inputs();
		Tensor memory = (batch.size() > 1) ? inputs.takeBatch(size) : null;
		if (memory == null) {
			// Alone, or gathered for an executor that was replaced
			batch.forEach((item) -> runAlone(model, item, shortages));
			return;
		}
		try {
			runTogether(model, batch, memory.slice(0, size));
		}
		catch (ExecutorFault fault) {
			throw fault;
		}
		catch (ServiceException ex) {
			// One of them is at fault, and which one shows when each runs by itself
			batch.forEach((item) -> runAlone(model, item, shortages));
		}
		finally {
			inputs.giveBackBatch(memory);
		}
	}

	private void runAlone(LoadedModel model, Batcher.Item<Image, InferenceResult> item, int shortages) {
		try {
			Image image = item.content();
			InferenceResult result = model.infer(image.slot().tensor(), image.wanted(), item.queuedNanos(), shortages);
			this.metrics.ran(model.descriptor().id(), 1, 0);
			item.complete(result);
		}
		catch (ServiceException ex) {
			item.fail(ex);
		}
	}

	private void runTogether(LoadedModel model, List<Batcher.Item<Image, InferenceResult>> batch, Tensor images) {
		gather(batch, images);
		InferenceResult result = model.infer(images, wanted(batch), 0);
		int count = batch.size();
		this.metrics.ran(model.descriptor().id(), count, images.shape().dimension(0) - count);
		for (int i = 0; i < count; i++) {
			batch.get(i).complete(part(result, i, batch.get(i)));
		}
	}

	private int padded(int count, List<Integer> sizes) {
		return sizes.stream().filter((size) -> size >= count && size <= this.mostImages).findFirst().orElse(count);
	}

	/** Padding repeats the last image, whose values are sure to be harmless. */
	private static void gather(List<Batcher.Item<Image, InferenceResult>> batch, Tensor images) {
		int elements = Math.toIntExact(images.shape().elementCount() / images.shape().dimension(0));
		for (int i = 0; i < images.shape().dimension(0); i++) {
			Image image = batch.get(Math.min(i, batch.size() - 1)).content();
			images.data().put(i * elements, image.slot().tensor().data(), 0, elements);
		}
	}

	private static Set<Output> wanted(List<Batcher.Item<Image, InferenceResult>> batch) {
		Set<Output> wanted = EnumSet.noneOf(Output.class);
		batch.forEach((item) -> wanted.addAll(item.content().wanted()));
		return wanted;
	}

	private static InferenceResult part(InferenceResult whole, int index, Batcher.Item<Image, InferenceResult> item) {
		Set<Output> wanted = item.content().wanted();
		Outputs outputs = whole.outputs();
		return new InferenceResult(
				new Outputs(outputs.logits().slice(index, 1),
						wanted.contains(Output.EMBEDDING) ? row(outputs.embedding(), index) : null,
						wanted.contains(Output.FEATURES) ? row(outputs.features(), index) : null),
				whole.executor(), whole.runtime(), whole.fallback(), item.queuedNanos() + whole.queueNanos(),
				whole.inferenceNanos());
	}

	private static @Nullable Tensor row(@Nullable Tensor tensor, int index) {
		return (tensor != null) ? tensor.slice(index, 1) : null;
	}

	/**
	 * An image that waits for its run.
	 *
	 * @param slot that holds it, released after the run
	 * @param wanted outputs beside the logits
	 */
	record Image(InputSlot slot, Set<Output> wanted) {
	}

}
