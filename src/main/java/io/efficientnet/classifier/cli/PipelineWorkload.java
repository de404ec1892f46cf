package io.efficientnet.classifier.cli;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.efficientnet.classifier.classification.Prediction;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * Encoded images to ranked labels: decode, resize and normalise each image of the batch
 * on as many threads as the network has, run the network once, rank the classes of each.
 */
final class PipelineWorkload implements Workload {

	private static final int TOP = 5;

	private final BenchSetting setting;

	private final List<BenchPicture> pictures;

	private final PicturePreparation preparation = new PicturePreparation();

	private final ExecutorService decoders;

	PipelineWorkload(BenchSetting setting, List<BenchPicture> pictures) {
		this.setting = setting;
		this.pictures = List.copyOf(pictures);
		this.decoders = Executors.newFixedThreadPool(setting.threads(),
				Thread.ofPlatform().name("bench-decode-", 0).daemon().factory());
	}

	@Override
	public Runnable on(InferenceBackend backend) {
		return new Pipeline(backend, Tensor.allocate(this.setting.inputShape()));
	}

	@Override
	public void close() {
		this.decoders.close();
	}

	private final class Pipeline implements Runnable {

		private final InferenceBackend backend;

		private final Tensor input;

		private int next;

		Pipeline(InferenceBackend backend, Tensor input) {
			this.backend = backend;
			this.input = input;
		}

		@Override
		public void run() {
			decode();
			Tensor logits = this.backend.infer(this.input, Set.of()).logits();
			for (int image = 0; image < PipelineWorkload.this.setting.batch(); image++) {
				Prediction.ranked(logits.slice(image).toArray(), PipelineWorkload.this.setting.model().labels(), TOP);
			}
		}

		private void decode() {
			CompletableFuture<?>[] decodes = IntStream.range(0, PipelineWorkload.this.setting.batch())
				.mapToObj((image) -> decode(nextPicture(), this.input.slice(image)))
				.toArray(CompletableFuture<?>[]::new);
			try {
				CompletableFuture.allOf(decodes).join();
			}
			catch (CompletionException ex) {
				throw (ex.getCause() instanceof ServiceException known) ? known : ex;
			}
		}

		private CompletableFuture<Void> decode(BenchPicture picture, Tensor target) {
			return CompletableFuture.runAsync(
					() -> PipelineWorkload.this.preparation.prepare(picture,
							PipelineWorkload.this.setting.model().descriptor().preprocessing(), target),
					PipelineWorkload.this.decoders);
		}

		private BenchPicture nextPicture() {
			BenchPicture picture = PipelineWorkload.this.pictures.get(this.next);
			this.next = (this.next + 1) % PipelineWorkload.this.pictures.size();
			return picture;
		}

	}

}
