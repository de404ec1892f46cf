package io.efficientnet.classifier.inference;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.onnxruntime.OrtCpuBackendFactory;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LoadedModelTests {

	private static final VerifiedModel MODEL = InferenceFixtures.model(EfficientNetVariant.LITE0);

	private static final Tensor IMAGE = InferenceFixtures.input(1, 3, 224, 224);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final AtomicBoolean broken = new AtomicBoolean();

	private final FakeBackend cuda = new FakeBackend(ExecutorKind.CUDA,
			(images) -> this.broken.get() ? FakeBackend.fail(images) : FakeBackend.zeros(images));

	private final FakeBackend cpu = new FakeBackend(ExecutorKind.CPU, FakeBackend::zeros);

	@Test
	void anExecutorThatFailsIsReplacedAndTheAnswerSaysSo() {
		LoadedModel model = load(true, this.cuda, this.cpu);
		assertThat(model.infer(IMAGE, Set.of(), 0).fallback()).isFalse();
		this.broken.set(true);

		InferenceResult result = model.infer(IMAGE, Set.of(), 0);

		assertThat(result.executor()).isEqualTo(ExecutorKind.CPU);
		assertThat(result.fallback()).isTrue();
		assertThat(this.cuda.closed).hasValue(1);
		assertThat(this.registry.get("classifier.fallbacks").tag("from", "cuda").tag("to", "cpu").counter().count())
			.isEqualTo(1);
		assertThat(active("cuda")).isZero();
		assertThat(active("cpu")).isEqualTo(1);
	}

	@Test
	void anExecutorIsKeptWhereFallbackIsOff() {
		LoadedModel model = load(false, this.cuda, this.cpu);
		this.broken.set(true);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> model.infer(IMAGE, Set.of(), 0))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INTERNAL));
		this.broken.set(false);
		assertThat(model.infer(IMAGE, Set.of(), 0).executor()).isEqualTo(ExecutorKind.CUDA);
	}

	@Test
	void theLastExecutorIsKeptWhenItFails() {
		LoadedModel model = load(true, this.cuda);
		this.broken.set(true);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> model.infer(IMAGE, Set.of(), 0))
			.withMessageContaining("The device is gone");
		this.broken.set(false);
		assertThat(model.infer(IMAGE, Set.of(), 0).executor()).isEqualTo(ExecutorKind.CUDA);
	}

	@Test
	void callersThatMeetTheSameFaultAreAllAnsweredByTheReplacement() throws Exception {
		LoadedModel model = load(true, this.cuda, this.cpu);
		this.broken.set(true);
		try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
			Callable<ExecutorKind> call = () -> model.infer(IMAGE, Set.of(), 0).executor();

			List<Future<ExecutorKind>> answers = callers.invokeAll(Collections.nCopies(64, call));

			for (Future<ExecutorKind> answer : answers) {
				assertThat(answer.get()).isEqualTo(ExecutorKind.CPU);
			}
		}
		assertThat(this.registry.get("classifier.fallbacks").tag("from", "cuda").tag("to", "cpu").counter().count())
			.isEqualTo(1);
		assertThat(this.cuda.closed).hasValue(1);
	}

	@Test
	void remembersAFaultUntilARunSucceeds() {
		LoadedModel model = load(true, this.cuda);
		this.broken.set(true);
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> model.infer(IMAGE, Set.of(), 0));
		assertThat(model.fault()).contains("The device is gone");

		this.broken.set(false);
		model.retest();

		assertThat(model.fault()).isNull();
	}

	@Test
	void refusesAGraphWithAnotherNumberOfClasses() {
		FakeBackend wrong = new FakeBackend(ExecutorKind.CPU, (_) -> Tensor.allocate(Shape.of(1, 1001)));

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> load(true, wrong))
			.withMessageContaining("gives logits [1, 1001], model.json says 1000 classes");
		assertThat(wrong.closed).hasValue(1);
	}

	@Test
	void activationMapMeansTheLogitWithoutItsBias() {
		BackendFactory factory = new OrtCpuBackendFactory(1);
		LoadedModel model = LoadedModel.load(MODEL, new BackendSelector(List.of(factory), ExecutorChoice.CPU), false,
				metrics());
		Outputs outputs = model.infer(IMAGE, Set.of(Output.FEATURES, Output.EMBEDDING), 0).outputs();
		Tensor features = outputs.features();
		assertThat(features).isNotNull();

		Tensor first = model.activationMap(features, 7);
		Tensor second = model.activationMap(features, 8);

		double differenceOfMeans = mean(first) - mean(second);
		double differenceOfLogits = outputs.logits().data().get(7) - outputs.logits().data().get(8);
		// The biases of the formula lie within 0.1 of zero.
		assertThat(first.shape()).isEqualTo(Shape.of(7, 7));
		assertThat(Math.abs(differenceOfMeans - differenceOfLogits)).isLessThan(0.2);
		assertThat(Math.abs(differenceOfLogits)).isGreaterThan(0.2);
	}

	private LoadedModel load(boolean mayFallBack, FakeBackend... backends) {
		List<BackendFactory> factories = List.of(backends).stream().map(FakeBackend::offering).toList();
		return LoadedModel.load(MODEL, new BackendSelector(factories, ExecutorChoice.AUTO), mayFallBack, metrics());
	}

	private InferenceMetrics metrics() {
		return new InferenceMetrics(this.registry, List.of());
	}

	private double active(String executor) {
		return this.registry.get("classifier.executor.active").tag("executor", executor).gauge().value();
	}

	private static double mean(Tensor tensor) {
		double sum = 0;
		for (float value : tensor.toArray()) {
			sum += value;
		}
		return sum / tensor.shape().elementCount();
	}

}
