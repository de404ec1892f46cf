package io.efficientnet.classifier.inference;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One run of a network at its own resolution, from normalised images to logits. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class InferenceBenchmark {

	@Param("CPU")
	private ExecutorKind executor;

	@Param({ "LITE0", "B0" })
	private EfficientNetVariant variant;

	@Param("1")
	private int batch;

	/** Threads of one run on the CPU; 0 means one per core. */
	@Param("0")
	private int threads;

	private InferenceBackend backend;

	private Tensor images;

	@Setup
	public void open() {
		int cores = (this.threads > 0) ? this.threads : Runtime.getRuntime().availableProcessors();
		this.backend = BackendFactories.all(cores)
			.stream()
			.filter((factory) -> factory.executor() == this.executor)
			.map((factory) -> factory.open(InferenceFixtures.model(this.variant)))
			.map((offer) -> (offer instanceof BackendFactory.Available(InferenceBackend opened)) ? opened : null)
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(this.executor + " is not available here"));
		int side = this.variant.spec().resolution();
		this.images = InferenceFixtures.input(this.batch, 3, side, side);
	}

	@Benchmark
	public Outputs infer() {
		return this.backend.infer(this.images, Set.of());
	}

	@TearDown
	public void close() {
		this.backend.close();
	}

}
