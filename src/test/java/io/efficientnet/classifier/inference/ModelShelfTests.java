package io.efficientnet.classifier.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.tensor.Tensor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class ModelShelfTests {

	private static final Deadline LATER = Deadline.after(Duration.ofMinutes(1));

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Tensor IMAGE = InferenceFixtures.input(1, 3, 8, 8);

	@TempDir
	private Path directory;

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final InferenceMetrics metrics = new InferenceMetrics(this.registry);

	private final FakeModels models = new FakeModels(this.metrics);

	private ModelFolders folders;

	private final List<ModelShelf> shelves = new ArrayList<>();

	private ModelShelf shelf;

	private long each;

	@BeforeEach
	void fill() throws IOException {
		this.folders = new ModelFolders(this.directory);
		for (String id : List.of("a", "b", "c", "main")) {
			this.folders.write(id, id + "-1");
		}
		this.each = ModelMemory.estimate(this.folders.entry("main").verify());
		this.shelf = shelf(Long.MAX_VALUE, PATIENCE);
	}

	@AfterEach
	void close() {
		this.shelves.forEach(ModelShelf::close);
		assertThat(this.models.violations).isEmpty();
		assertThat(this.models.open()).isZero();
	}

	@Test
	void unloadsTheLeastRecentlyUsedWhereMemoryEnds() {
		this.shelf = shelf(3 * this.each + 100, PATIENCE);
		this.shelf.pin(new ModelId("main"));
		use("a");
		use("b");
		use("a");

		use("c");

		assertThat(state("a")).isEqualTo(ModelState.READY);
		assertThat(state("b")).isEqualTo(ModelState.UNLOADED);
		assertThat(state("c")).isEqualTo(ModelState.READY);
		assertThat(this.models.open()).isEqualTo(3);
		assertThat(active("b")).isZero();
	}

	@Test
	void neverUnloadsWhatIsPinned() {
		this.shelf = shelf(2 * this.each + 100, PATIENCE);
		this.shelf.pin(new ModelId("main"));

		use("a");
		use("b");
		use("c");

		assertThat(state("main")).isEqualTo(ModelState.READY);
		assertThat(this.models.open()).isEqualTo(2);
	}

	@Test
	void aLookDoesNotCountAsAUse() {
		this.shelf = shelf(2 * this.each + 100, PATIENCE);
		use("a");
		use("b");
		try (ModelLease lease = this.shelf.leaseIfLoaded("a")) {
			assertThat(lease).isNotNull();
		}

		use("c");

		assertThat(state("a")).isEqualTo(ModelState.UNLOADED);
		assertThat(state("b")).isEqualTo(ModelState.READY);
	}

	@Test
	void refusesAModelThatCanNeverFitAndUnloadsNothingForIt() throws Exception {
		this.folders.write("large", "x".repeat(10_000));
		this.shelf = shelf(this.each + 100, PATIENCE);
		use("a");

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.shelf.lease("large", LATER))
			.withMessageContaining("classifier.models.memory is 1 MB")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));

		assertThat(state("a")).isEqualTo(ModelState.READY);
		assertThat(state("large")).isEqualTo(ModelState.FAILED);
	}

	@Test
	void loadsAPinnedModelWhateverItTakes() {
		this.shelf = shelf(0, PATIENCE);

		this.shelf.pin(new ModelId("main"));

		assertThat(state("main")).isEqualTo(ModelState.READY);
	}

	@Test
	void asksTheCallerToComeBackWhileTheModelThatMakesRoomIsInUse() {
		this.shelf = shelf(this.each + 100, Duration.ZERO);
		ModelLease held = this.shelf.lease("a", LATER);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.shelf.lease("b", LATER))
			.withMessageContaining("still in use; try again later")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
		assertThat(state("b")).isEqualTo(ModelState.UNLOADED);
		assertThat(this.models.isOpen(held.model())).isTrue();

		held.close();
	}

	@Test
	void loadsOnceForAllWhoAskAtOnce() throws Exception {
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> uses = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				uses.add(threads.submit(() -> use("a")));
			}
			for (Future<?> use : uses) {
				use.get();
			}
		}

		assertThat(this.models.loaded()).hasSize(1);
		assertThat(loads("a", "loaded")).isOne();
	}

	@Test
	void requestsUnderWayEndOnTheVersionTheyBeganWith() throws Exception {
		ModelLease before = this.shelf.lease("a", LATER);

		this.shelf.put(this.folders.write("a", "a-2"));

		assertThat(version("a")).isEqualTo("a-2");
		this.models.use(before, IMAGE);
		assertThat(before.model().descriptor().weights().sha256()).isEqualTo("a-1");
		assertThat(this.models.open()).isEqualTo(2);
		before.close();
	}

	@Test
	void metersFollowTheVersionThatServes() throws Exception {
		use("a");

		this.shelf.put(this.folders.write("a", "a-2"));

		assertThat(this.registry.get("classifier.model.info").tag("model", "a").gauges()).singleElement()
			.satisfies((info) -> assertThat(info.getId().getTag("sha256")).isEqualTo(ModelFolders.sha256("a-2")));
		assertThat(active("a")).isOne();
		assertThat(loads("a", "loaded")).isEqualTo(2);
	}

	@Test
	void aBadVersionIsReportedAndTheOneBeforeGoesOn() throws Exception {
		use("a");

		this.shelf.put(this.folders.write("a", "bad"));

		ModelReport report = this.shelf.report("a");
		assertThat(report.state()).isEqualTo(ModelState.READY);
		assertThat(report.reason()).isNull();
		assertThat(report.refusedVersion()).isEqualTo("Model a is bad");
		assertThat(version("a")).isEqualTo("a-1");
		assertThat(loads("a", "failed")).isOne();
		assertThat(this.registry.get("classifier.model.info").tag("sha256", ModelFolders.sha256("a-1")).gauge().value())
			.isOne();
	}

	@Test
	void aGoodVersionEndsTheRefusalOfABadOne() throws Exception {
		use("a");
		this.shelf.put(this.folders.write("a", "bad"));

		this.shelf.put(this.folders.write("a", "a-3"));

		assertThat(this.shelf.report("a").refusedVersion()).isNull();
		assertThat(version("a")).isEqualTo("a-3");
	}

	@Test
	void doesNotUnloadAModelThatCouldNotComeBack() throws Exception {
		this.shelf = shelf(2 * this.each + 100, PATIENCE);
		use("a");
		this.shelf.put(this.folders.write("a", "bad"));
		use("b");

		use("c");

		assertThat(state("a")).isEqualTo(ModelState.READY);
		assertThat(state("b")).isEqualTo(ModelState.UNLOADED);
	}

	@Test
	void swapsThoughTwoVersionsTakeMoreThanThereIs() throws Exception {
		this.shelf = shelf(this.each + 100, Duration.ZERO);
		ModelLease held = this.shelf.lease("a", LATER);

		this.shelf.put(this.folders.write("a", "a-2"));

		assertThat(version("a")).isEqualTo("a-2");
		assertThat(this.models.open()).isEqualTo(2);
		held.close();
	}

	@Test
	void aSwapUnloadsOthersFirst() throws Exception {
		this.shelf = shelf(2 * this.each + 100, PATIENCE);
		use("b");
		use("a");

		this.shelf.put(this.folders.write("a", "a-2"));

		assertThat(state("b")).isEqualTo(ModelState.UNLOADED);
	}

	@Test
	void aFailedModelIsTriedAgainOnceItsFolderChanges() throws Exception {
		this.shelf.put(this.folders.write("a", "bad"));
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.shelf.lease("a", LATER));
		assertThat(state("a")).isEqualTo(ModelState.FAILED);

		this.shelf.put(this.folders.write("a", "a-2"));

		assertThat(state("a")).isEqualTo(ModelState.UNLOADED);
		assertThat(version("a")).isEqualTo("a-2");
	}

	@Test
	void loadsWhatTheFolderHoldsThoughNobodyToldOfIt() throws Exception {
		this.folders.write("a", "a-2");

		assertThat(version("a")).isEqualTo("a-2");
	}

	@Test
	void newModelsAppearAndAreMetered() throws Exception {
		List<String> seen = new ArrayList<>();
		this.shelf.forEachModel((id) -> seen.add(id.value()));

		this.shelf.put(this.folders.write("new", "new-1"));

		assertThat(seen).containsExactly("a", "b", "c", "main", "new");
		assertThat(version("new")).isEqualTo("new-1");
	}

	@Test
	void removedModelsAreNotFoundAnyMoreAndLeaveNoMeters() throws Exception {
		ModelLease held = this.shelf.lease("a", LATER);
		this.folders.remove("a");

		this.shelf.put(removed("a"));

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.shelf.lease("a", LATER))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNKNOWN_MODEL));
		assertThat(isMetered("a")).isFalse();
		this.models.use(held, IMAGE);
		this.metrics.fellBack(new ModelId("a"), ExecutorKind.CPU, ExecutorKind.JAVA);
		held.close();
		assertThat(isMetered("a")).isFalse();
	}

	@Test
	void theDefaultModelGoesOnWithoutItsFolder() throws Exception {
		use("main");
		this.folders.remove("main");

		this.shelf.put(removed("main"));

		assertThat(version("main")).isEqualTo("main-1");
		assertThat(this.shelf.report("main").refusedVersion()).contains("its folder was removed");
	}

	@Test
	void aPinnedModelThatFailedIsLoadedAsSoonAsItsFolderIsGood() throws Exception {
		Files.writeString(this.folders.folder("main").resolve("model.onnx"), "torn");
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.shelf.pin(new ModelId("main")));

		this.shelf.put(this.folders.write("main", "main-2"));

		assertThat(state("main")).isEqualTo(ModelState.READY);
	}

	@Test
	void servesAtMostSoManyModelsAndSaysSo() throws Exception {
		for (int i = 0; i < ModelShelf.MOST_MODELS; i++) {
			this.folders.write("m" + i, "m" + i);
		}

		this.shelf = shelf(Long.MAX_VALUE, PATIENCE);

		assertThat(this.shelf.reports()).hasSize(ModelShelf.MOST_MODELS + 4);
		assertThat(this.shelf.reports()).filteredOn((report) -> report.state() == ModelState.FAILED)
			.hasSize(4)
			.allSatisfy((report) -> {
				assertThat(report.reason()).startsWith("at most 64 models are served");
				assertThat(isMetered(report.id().value())).isFalse();
			});
		assertThat(isMetered("main")).isTrue();
	}

	@Test
	void aModelBeyondTheMostIsServedOnceThereIsAPlace() throws Exception {
		for (int i = 0; i < ModelShelf.MOST_MODELS; i++) {
			this.folders.write("m" + i, "m" + i);
		}
		this.shelf = shelf(Long.MAX_VALUE, PATIENCE);
		String surplus = this.shelf.reports()
			.stream()
			.filter((report) -> report.state() == ModelState.FAILED)
			.map((report) -> report.id().value())
			.findFirst()
			.orElseThrow();
		this.shelf.put(removed("a"));

		this.shelf.put(this.folders.write(surplus, "again"));

		assertThat(version(surplus)).isEqualTo("again");
		assertThat(isMetered(surplus)).isTrue();
	}

	@Test
	void metersOfAModelThatCameBackCount() throws Exception {
		use("a");
		this.folders.remove("a");
		this.shelf.put(removed("a"));
		this.shelf.put(this.folders.write("a", "a-2"));

		use("a");

		assertThat(this.registry.get("classifier.inference").tag("model", "a").tag("executor", "cpu").timer().count())
			.isOne();
	}

	@Test
	@Timeout(30)
	void lendsAndLoadsNothingOnceItIsClosed() {
		use("a");

		this.shelf.close();

		for (String id : List.of("a", "b")) {
			assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.shelf.lease(id, LATER))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE))
				.withMessageContaining("stopping");
		}
		assertThat(this.shelf.leaseIfLoaded("a")).isNull();
		assertThat(this.models.open()).isZero();
	}

	@Test
	@Timeout(30)
	void closesWithTheLastLeaseWhatIsInUseForLongerThanItWaits(CapturedOutput output) {
		ModelLease held = this.shelf.lease("a", LATER);

		this.shelf.close();

		assertThat(output).contains("Model a is still in use");
		this.models.use(held, IMAGE);
		held.close();
		Awaitility.await().until(() -> this.models.open() == 0);
	}

	@Test
	@Timeout(30)
	void closesAModelWhoseLoadOutlastsIt(CapturedOutput output) throws Exception {
		use("b");
		this.models.hold();
		CompletableFuture<Void> caller = CompletableFuture.runAsync(() -> use("a"), Thread::startVirtualThread);
		this.models.awaitLoad();

		this.shelf.close();

		assertThat(output).contains("A model is still being loaded");
		assertThat(caller).failsWithin(PATIENCE)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ServiceException.class,
					(ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNAVAILABLE));
		this.models.letGo();
		Awaitility.await().until(() -> this.models.loaded().size() == 2 && this.models.open() == 0);
	}

	private ModelShelf shelf(long memory, Duration patience) {
		try {
			ModelShelf made = new ModelShelf(this.folders.catalog().entries(), new ModelId("main"), this.models::open,
					new ModelMemory(memory), patience, this.metrics);
			this.shelves.add(made);
			return made;
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private ModelEntry removed(String id) {
		return Objects.requireNonNull(this.shelf.entry(id)).removed();
	}

	private void use(String id) {
		try (ModelLease lease = this.shelf.lease(id, LATER)) {
			this.models.use(lease, IMAGE);
		}
	}

	private String version(String id) {
		try (ModelLease lease = this.shelf.lease(id, LATER)) {
			return lease.model().descriptor().weights().sha256();
		}
	}

	private boolean isMetered(String id) {
		return this.registry.getMeters().stream().anyMatch((meter) -> id.equals(meter.getId().getTag("model")));
	}

	private ModelState state(String id) {
		return this.shelf.report(id).state();
	}

	private double active(String id) {
		return this.registry.get("classifier.executor.active").tag("model", id).tag("executor", "cpu").gauge().value();
	}

	private double loads(String id, String outcome) {
		return this.registry.get("classifier.model.loads").tag("model", id).tag("outcome", outcome).counter().count();
	}

}
