package io.efficientnet.classifier.batching;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.efficientnet.classifier.image.ImagePreprocessor;
import io.efficientnet.classifier.inference.BackendFactories;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.onnxruntime.OrtCpuBackendFactory;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import io.efficientnet.classifier.tensor.TensorPool;

/**
 * Compares ways to split cores between decode, resize and inference, in process and
 * interleaved: a closed loop of callers over decoders, runners and batches. Arguments:
 * folder of models, model, executor, folder of pictures, numbers of callers (1,32),
 * rounds, then settings {@code decoders,runners,threads of a run,largest batch}, 0
 * threads being what the server does: all for a run that is alone, one each in a crowd.
 */
public final class CoreSplit {

	private static final Duration ROUND = Duration.ofSeconds(1);

	private final VerifiedModel model;

	private final List<byte[]> pictures;

	private final ImagePreprocessor preprocessor = ImagePreprocessor.withPixelLimit(50_000_000);

	private final TensorPool tensors = new TensorPool();

	private final AtomicInteger underWay = new AtomicInteger();

	private CoreSplit(VerifiedModel model, List<byte[]> pictures) {
		this.model = model;
		this.pictures = pictures;
	}

	public static void main(String[] arguments) throws Exception {
		VerifiedModel model = ModelCatalog.read(Path.of(arguments[0]))
			.entries()
			.stream()
			.filter((entry) -> entry.id().value().equals(arguments[1]))
			.map(ModelEntry::verify)
			.findFirst()
			.orElseThrow();
		ExecutorKind executor = ExecutorKind.valueOf(arguments[2].toUpperCase(Locale.ROOT));
		try (Stream<Path> files = Files.list(Path.of(arguments[3]))) {
			List<byte[]> pictures = new ArrayList<>();
			for (Path file : files.sorted().limit(100).toList()) {
				pictures.add(Files.readAllBytes(file));
			}
			List<Setting> settings = Arrays.stream(arguments).skip(6).map(Setting::parse).toList();
			new CoreSplit(model, pictures).compare(executor, numbers(arguments[4]), settings,
					Integer.parseInt(arguments[5]));
		}
	}

	private void compare(ExecutorKind executor, int[] callerCounts, List<Setting> settings, int rounds) throws InterruptedException {
		Map<Integer, InferenceBackend> backends = new TreeMap<>();
		settings.forEach(
				(setting) -> backends.computeIfAbsent(setting.threads(), (threads) -> open(executor, threads)));
		for (int callers : callerCounts) {
			List<Measured> measured = settings.stream().map(Measured::new).toList();
			for (int round = -1; round < rounds; round++) {
				for (Measured each : measured) {
					Measured discarded = (round < 0) ? new Measured(each.setting()) : each;
					loop(backends.get(each.setting().threads()), callers, discarded);
				}
			}
			measured.forEach((each) -> System.out.println(
					this.model.descriptor().id() + " " + executor.id() + " callers " + callers + " " + each));
		}
		backends.values().forEach(InferenceBackend::close);
	}

	private void loop(InferenceBackend backend, int callers, Measured measured) throws InterruptedException {
		Setting setting = measured.setting();
		BatchPolicy<String> policy = new BatchPolicy<>() {
			@Override
			public int mostItems(String key) {
				return setting.batch();
			}

			@Override
			public int mostRuns(String key) {
				return Integer.MAX_VALUE;
			}
		};
		AtomicInteger next = new AtomicInteger();
		CountDownLatch ended = new CountDownLatch(callers);
		long start = System.nanoTime();
		try (WorkerPool decoders = new WorkerPool("decode", setting.decoders(), 1024);
				Batcher<String, Tensor, Tensor> batcher = new Batcher<>("run", setting.runners(), policy, Duration.ZERO,
						(_, batch) -> run(backend, batch), this.tensors::giveBack)) {
			for (int i = 0; i < callers; i++) {
				Thread.ofVirtual().start(() -> {
					while (System.nanoTime() - start < ROUND.toNanos()) {
						long begun = System.nanoTime();
						this.underWay.incrementAndGet();
						classify(decoders, batcher, this.pictures.get(next.getAndIncrement() % this.pictures.size()));
						this.underWay.decrementAndGet();
						measured.latencies().add(System.nanoTime() - begun);
					}
					ended.countDown();
				});
			}
			ended.await();
		}
		measured.nanos().add(System.nanoTime() - start);
	}

	private void classify(WorkerPool decoders, Batcher<String, Tensor, Tensor> batcher, byte[] picture) {
		Deadline deadline = Deadline.after(Duration.ofMinutes(1));
		int side = this.model.descriptor().preprocessing().crop();
		Tensor input = Objects.requireNonNull(this.tensors.take(Shape.of(1, 3, side, side)));
		decoders.call(() -> this.preprocessor.prepare(picture, this.model.descriptor().preprocessing(), input.slice(0)),
				deadline);
		batcher.call("model", input, deadline);
	}

	private void run(InferenceBackend backend, List<Batcher.Item<Tensor, Tensor>> batch) {
		if (batch.size() == 1) {
			batch.getFirst().complete(backend.infer(batch.getFirst().content(), Set.of()).logits());
			return;
		}
		Tensor images = Objects
			.requireNonNull(this.tensors.take(batch.getFirst().content().shape().withCount(batch.size())));
		for (int i = 0; i < batch.size(); i++) {
			images.slice(i).data().put(0, batch.get(i).content().data(), 0, images.slice(i).data().limit());
		}
		Tensor logits = backend.infer(images, Set.of()).logits();
		this.tensors.giveBack(images);
		for (int i = 0; i < batch.size(); i++) {
			batch.get(i).complete(logits.slice(i, 1));
		}
	}

	private InferenceBackend open(ExecutorKind executor, int threads) {
		BackendFactory.Offer offer = factory(executor, threads).open(this.model);
		if (offer instanceof BackendFactory.Available(InferenceBackend backend)) {
			return backend;
		}
		throw new IllegalArgumentException("The executor is not available");
	}

	private BackendFactory factory(ExecutorKind executor, int threads) {
		int cores = Runtime.getRuntime().availableProcessors();
		if (executor == ExecutorKind.CPU && threads == 0) {
			return new OrtCpuBackendFactory(cores, () -> this.underWay.get() >= cores);
		}
		return BackendFactories.all((threads > 0) ? threads : cores)
			.stream()
			.filter((known) -> known.executor() == executor)
			.findFirst()
			.orElseThrow();
	}

	private static int[] numbers(String text) {
		return Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
	}

	private record Setting(int decoders, int runners, int threads, int batch) {

		static Setting parse(String text) {
			int[] parts = numbers(text);
			return new Setting(parts[0], parts[1], parts[2], parts[3]);
		}

		@Override
		public String toString() {
			return "decoders " + this.decoders + " runners " + this.runners + " threads " + this.threads + " batch "
					+ this.batch;
		}

	}

	private record Measured(Setting setting, Queue<Long> latencies, Queue<Long> nanos) {

		Measured(Setting setting) {
			this(setting, new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
		}

		@Override
		public String toString() {
			List<Long> sorted = this.latencies.stream().sorted(Comparator.naturalOrder()).toList();
			double seconds = this.nanos.stream().mapToLong(Long::longValue).sum() / 1e9;
			return String.format(Locale.ROOT, "%s: %.1f images/s, p50 %.2f ms, p99 %.2f ms", this.setting,
					sorted.size() / seconds, sorted.get(sorted.size() / 2) / 1e6,
					sorted.get(sorted.size() * 99 / 100) / 1e6);
		}

	}

}
