package io.efficientnet.classifier.classification;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import io.efficientnet.classifier.batching.Admission;
import io.efficientnet.classifier.batching.AdmissionFixtures;
import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.batching.WorkerPool;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.image.ImagePreprocessor;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceResult;
import io.efficientnet.classifier.inference.InferenceService;
import io.efficientnet.classifier.inference.InputSlot;
import io.efficientnet.classifier.inference.LoadedModel;
import io.efficientnet.classifier.inference.ModelLease;
import io.efficientnet.classifier.inference.Output;
import io.efficientnet.classifier.inference.Outputs;
import io.efficientnet.classifier.model.Labels;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentCaptor;
import org.mockito.InOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

class ClassificationServiceTests {

	private static final Deadline DEADLINE = Deadline.after(Duration.ofHours(1));

	private static final Preprocessing RECIPE = new Preprocessing("own", 10, Preprocessing.Mode.SHORTEST_SIDE,
			Preprocessing.Filter.BILINEAR, 8, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));

	private final InferenceService inference = mock();

	private final LoadedModel model = mock();

	private final ModelLease lease = mock();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final InputSlot slot = mock();

	private final Admission admission = AdmissionFixtures.admission(3);

	private final ClassificationService service = new ClassificationService(
			ImagePreprocessor.withPixelLimit(10_000_000), this.inference, this.admission,
			new WorkerPool("decode", 1, 1), new ClassificationMetrics(this.registry, mock()));

	@BeforeEach
	void serve() {
		given(this.inference.lease(any(), any())).willReturn(this.lease);
		given(this.lease.model()).willReturn(this.model);
		given(this.inference.modelId(any())).willReturn(new ModelId("mine"));
		given(this.model.inputSlot(any())).willReturn(this.slot);
		given(this.slot.fill(any())).willAnswer((call) -> call.<Function<Tensor, ?>>getArgument(0)
			.apply(Tensor.allocate(Shape.of(3, RECIPE.crop(), RECIPE.crop()))));
		given(this.model.labels()).willReturn(Labels.numbered(4));
		given(this.model.descriptor()).willReturn(new ModelDescriptor(new ModelId("mine"), "efficientnet-b0", false,
				new ModelDescriptor.Graph("1", "image", new ModelDescriptor.Outputs("logits", null, null)),
				new ModelDescriptor.Weights("own", "2", "MIT"), 4, null, RECIPE, ModelDescriptor.Tolerance.DEFAULT,
				null));
	}

	@AfterEach
	void close() {
		this.service.close();
	}

	@Test
	void ranksLabelsByProbability() throws Exception {
		infers(Tensor.of(Shape.of(1, 4), 1, 4, 2, 3), null, null);

		Classification answer = classify(3);

		assertThat(answer.predictions()).extracting(Prediction::index).containsExactly(1, 3, 2);
		assertThat(answer.predictions()).extracting(Prediction::label).containsExactly("class 1", "class 3", "class 2");
		assertThat(answer.predictions()).extracting(Prediction::probability)
			.isSortedAccordingTo(Comparator.reverseOrder());
	}

	@Test
	void ranksProbabilitiesThatRoundToOneByIndex() throws Exception {
		infers(Tensor.of(Shape.of(1, 4), -400, -300, 0, -200), null, null);

		Classification answer = classify(4);

		assertThat(answer.predictions()).extracting(Prediction::probability).containsExactly(1f, 0f, 0f, 0f);
		assertThat(answer.predictions()).extracting(Prediction::index).containsExactly(2, 0, 1, 3);
	}

	@Test
	void describesTheImageAndHowItWasClassified() throws Exception {
		infers(Tensor.of(Shape.of(1, 4), 1, 4, 2, 3), null, null);

		Classification answer = classify(1);

		assertThat(answer.model()).isEqualTo(new ModelId("mine"));
		assertThat(answer.image().format()).isEqualTo("jpeg");
		assertThat(answer.receipt())
			.isEqualTo(new Receipt("sha256:2", "own", ExecutorKind.CPU, "fp32", "runtime 1", false, false));
		assertThat(answer.timings().inference()).isEqualTo(7);
		assertThat(answer.timings().queue()).isGreaterThanOrEqualTo(5);
	}

	@Test
	void leavesOutWhatNobodyAskedFor() throws Exception {
		infers(Tensor.of(Shape.of(1, 4), 1, 4, 2, 3), null, null);

		Classification answer = classify(1);

		assertThat(answer.embedding()).isNull();
		assertThat(answer.logits()).isNull();
		assertThat(answer.heatmap()).isNull();
		assertThat(answer.crop()).isNull();
		assertThat(wanted()).containsExactly(Output.LOGITS);
	}

	@Test
	void includesWhatIsAskedFor() throws Exception {
		Tensor features = Tensor.of(Shape.of(1, 1, 1, 2), 1, 2);
		infers(Tensor.of(Shape.of(1, 4), 1, 4, 2, 3), Tensor.of(Shape.of(1, 2), 8, 9), features);
		given(this.model.activationMap(features, 1)).willReturn(Tensor.of(Shape.of(1, 2), -1, 1));

		Classification answer = classify(1, Include.values());

		assertThat(answer.embedding()).containsExactly(8, 9);
		assertThat(answer.logits()).containsExactly(1, 4, 2, 3);
		assertThat(answer.heatmap()).isNotNull()
			.satisfies((heatmap) -> assertThat(heatmap.values()).isDeepEqualTo(new float[][] { { 0, 1 } }));
		assertThat(answer.crop()).isNotNull().satisfies((crop) -> assertThat(crop.width()).isEqualTo(8));
		assertThat(wanted()).containsExactly(Output.LOGITS, Output.EMBEDDING, Output.FEATURES);
	}

	@Test
	void holdsTheModelUntilTheHeatmapIsComputed() throws Exception {
		Tensor features = Tensor.of(Shape.of(1, 1, 1, 2), 1, 2);
		infers(Tensor.of(Shape.of(1, 4), 1, 4, 2, 3), null, features);
		given(this.model.activationMap(features, 1)).willReturn(Tensor.of(Shape.of(1, 2), -1, 1));

		classify(1, Include.HEATMAP);

		InOrder order = inOrder(this.model, this.lease);
		then(this.model).should(order).activationMap(features, 1);
		then(this.lease).should(order).close();
	}

	@Test
	void givesTheModelBackWhereClassificationFails() {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> this.service.classify(new byte[] { 1, 2, 3 }, request()));

		then(this.lease).should().close();
	}

	@Test
	void failsWhereTheNetworkGivesNoNumbers() {
		infers(Tensor.of(Shape.of(1, 4), 1, Float.NaN, 2, 3), null, null);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> classify(1))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INTERNAL));
	}

	@Test
	void doesNotInferWhatIsNoImage() {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> this.service.classify(new byte[] { 1, 2, 3 }, request()))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNSUPPORTED_FORMAT));

		then(this.inference).should(never()).infer(any(), any(), any(), any(), any());
	}

	@Test
	void releasesThePlaceOfAnImageThatIsNone() {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> this.service.classify(new byte[] { 1, 2, 3 }, request()));

		then(this.slot).should().release();
		assertThat(this.admission.underWay()).isZero();
	}

	@Test
	void releasesThePlaceOfAnImageForWhichThereIsNoMemory() {
		willThrow(new OutOfMemoryError("Java heap space")).given(this.slot).fill(any());

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> classify(1));
		then(this.slot).should().release();
	}

	@Test
	void releasesThePlaceWhereNoThreadCanBeStarted() {
		WorkerPool decoders = mock();
		given(decoders.call(any(), any())).willThrow(new OutOfMemoryError("unable to create native thread"));
		ClassificationService full = new ClassificationService(ImagePreprocessor.withPixelLimit(10_000_000),
				this.inference, this.admission, decoders, new ClassificationMetrics(this.registry, mock()));

		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> full.classify(new byte[1], request()));

		then(this.slot).should().release();
	}

	@Test
	void leavesTheImageToTheInferenceThatRunsIt() throws Exception {
		infers(Tensor.of(Shape.of(1, 4), 1, 4, 2, 3), null, null);

		classify(1);

		then(this.inference).should()
			.infer(eq(this.model), eq(this.slot), eq(Set.of(Output.LOGITS)), eq(DEADLINE), any());
		then(this.slot).should(never()).release();
		assertThat(this.admission.underWay()).isZero();
	}

	@Test
	void refusesMoreImagesThanMayBeUnderWayBeforeAnyWork() {
		try (Admission.Places _ = this.service.admit(request(), this.service.capacity())) {
			overloaded(() -> this.service.classify(new byte[0], request()));
			overloaded(() -> this.service.expect(request()));
		}

		then(this.model).shouldHaveNoInteractions();
		this.service.expect(request()).close();
	}

	@Test
	void anImageOfSeveralGivesItsPlaceBackWhenItIsAnsweredOrFails() throws Exception {
		infers(Tensor.of(Shape.of(1, 4), 1, 4, 2, 3), null, null);
		byte[] image = Files.readAllBytes(Path.of("src/test/resources/samples/coffee.jpg"));

		try (Admission.Places places = this.service.admit(request(), 3)) {
			this.service.classify(image, request(), places);
			assertThat(this.admission.underWay()).isEqualTo(2);
			assertThatExceptionOfType(ServiceException.class)
				.isThrownBy(() -> this.service.classify(new byte[0], request(), places));
			assertThat(this.admission.underWay()).isEqualTo(1);
		}
		assertThat(this.admission.underWay()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "DEADLINE_EXCEEDED, deadline", "CLIENT_GONE, cancelled" })
	void countsImagesThatAreGivenUp(FailureKind kind, String reason) {
		given(this.inference.infer(any(), any(), any(), any(), any()))
			.willThrow(new ServiceException(kind, "Given up"));

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> classify(1));

		assertThat(this.registry.get("classifier.drops").tag("reason", reason).counter().count()).isOne();
	}

	private void overloaded(ThrowingCallable call) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.OVERLOADED));
	}

	private static ClassificationRequest request() {
		return new ClassificationRequest(null, 5, Set.of(), DEADLINE);
	}

	private void infers(Tensor logits, @Nullable Tensor embedding, @Nullable Tensor features) {
		given(this.inference.infer(any(), any(), any(), any(), any())).willReturn(new InferenceResult(
				new Outputs(logits, embedding, features), ExecutorKind.CPU, "runtime 1", false, 5, 7));
	}

	private Classification classify(int top, Include... include) throws IOException {
		byte[] image = Files.readAllBytes(Path.of("src/test/resources/samples/coffee.jpg"));
		return this.service.classify(image, new ClassificationRequest("mine", top, Set.of(include), DEADLINE));
	}

	private Set<Output> wanted() {
		ArgumentCaptor<Set<Output>> wanted = ArgumentCaptor.captor();
		then(this.inference).should().infer(any(), any(), wanted.capture(), any(), any());
		return wanted.getValue();
	}

}
