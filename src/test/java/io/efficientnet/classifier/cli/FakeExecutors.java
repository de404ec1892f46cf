package io.efficientnet.classifier.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.Output;
import io.efficientnet.classifier.inference.Outputs;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * Executors whose runs take as long as a test says, by a clock that nothing else moves.
 * Those that were not added are unavailable.
 */
final class FakeExecutors implements IntFunction<List<BackendFactory>>, LongSupplier {

	private final Map<ExecutorKind, Duration> durations = new EnumMap<>(ExecutorKind.class);

	final List<String> opened = new ArrayList<>();

	final List<String> closed = new ArrayList<>();

	/** A digest of each image of each run. */
	final List<List<Integer>> inputs = new ArrayList<>();

	private long nanos;

	FakeExecutors add(ExecutorKind executor, long milliseconds) {
		this.durations.put(executor, Duration.ofMillis(milliseconds));
		return this;
	}

	void pass(Duration time) {
		this.nanos += time.toNanos();
	}

	static List<Integer> digests(Tensor images) {
		return IntStream.range(0, images.shape().dimension(0))
			.mapToObj((image) -> Arrays.hashCode(images.slice(image).toArray()))
			.toList();
	}

	@Override
	public long getAsLong() {
		return this.nanos;
	}

	@Override
	public List<BackendFactory> apply(int threads) {
		return Arrays.stream(ExecutorKind.values()).map((executor) -> of(executor, threads)).toList();
	}

	BackendFactory of(ExecutorKind executor, int threads) {
		return new BackendFactory() {

			@Override
			public ExecutorKind executor() {
				return executor;
			}

			@Override
			public Offer open(VerifiedModel model) {
				Duration duration = FakeExecutors.this.durations.get(executor);
				if (duration == null) {
					return new Unavailable("It is not here.", "Add it.");
				}
				FakeExecutors.this.opened.add(executor.id() + " " + threads);
				return new Available(new FakeBackend(executor, duration));
			}

		};
	}

	private final class FakeBackend implements InferenceBackend {

		private static final int CLASSES = 1000;

		private final ExecutorKind executor;

		private final Duration duration;

		FakeBackend(ExecutorKind executor, Duration duration) {
			this.executor = executor;
			this.duration = duration;
		}

		@Override
		public ExecutorKind executor() {
			return this.executor;
		}

		@Override
		public String runtime() {
			return "fake 1";
		}

		@Override
		public Outputs infer(Tensor images, Set<Output> wanted) {
			pass(this.duration);
			FakeExecutors.this.inputs.add(digests(images));
			return new Outputs(Tensor.allocate(Shape.of(images.shape().dimension(0), CLASSES)), null, null);
		}

		@Override
		public void close() {
			FakeExecutors.this.closed.add(this.executor.id());
		}

	}

}
