package io.efficientnet.classifier.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.tensor.Tensor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Leases, swaps, unloads and failures all at once. */
@Timeout(60)
class ModelShelfStressTests {

	private static final int CALLERS = 64;

	private static final int USES = 150;

	private static final int SWAPS = 60;

	private static final List<String> IDS = List.of("a", "b", "c", "main");

	private static final Deadline LATER = Deadline.after(Duration.ofMinutes(1));

	private static final Tensor IMAGE = InferenceFixtures.input(1, 3, 8, 8);

	@TempDir
	private Path directory;

	private final InferenceMetrics metrics = new InferenceMetrics(new SimpleMeterRegistry());

	private final FakeModels models = new FakeModels(this.metrics);

	private ModelFolders folders;

	@BeforeEach
	void fill() throws Exception {
		this.folders = new ModelFolders(this.directory);
		for (String id : IDS) {
			this.folders.write(id, id + "-0");
		}
	}

	@Test
	void nobodyMeetsAClosedModelAndNothingStaysOpen() throws Exception {
		long each = ModelMemory.estimate(this.folders.entry("main").verify());
		ModelMemory memory = new ModelMemory(3 * each + 1000);
		try (ModelShelf shelf = new ModelShelf(this.folders.catalog().entries(), new ModelId("main"), this.models::open,
				memory, Duration.ofSeconds(30), this.metrics);
				ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			shelf.pin(new ModelId("main"));
			List<Future<?>> work = new ArrayList<>();
			for (int caller = 0; caller < CALLERS; caller++) {
				Random random = new Random(caller);
				work.add(threads.submit(() -> use(shelf, random)));
			}
			swap(shelf);
			for (Future<?> caller : work) {
				caller.get();
			}
		}

		assertThat(this.models.violations).isEmpty();
		assertThat(this.models.loaded()).hasSizeGreaterThan(SWAPS / 4);
		assertThat(this.models.open()).isZero();
		assertThat(memory.held()).isZero();
	}

	@Test
	void theShelfClosesAmongCallersAndSwapsAndNothingStaysOpen() throws Exception {
		long each = ModelMemory.estimate(this.folders.entry("main").verify());
		ModelMemory memory = new ModelMemory(3 * each + 1000);
		ModelShelf shelf = new ModelShelf(this.folders.catalog().entries(), new ModelId("main"), this.models::open,
				memory, Duration.ofSeconds(30), this.metrics);
		CountDownLatch used = new CountDownLatch(10 * CALLERS);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			shelf.pin(new ModelId("main"));
			List<Future<?>> ends = new ArrayList<>();
			for (int caller = 0; caller < CALLERS; caller++) {
				Random random = new Random(caller);
				ends.add(threads.submit(() -> untilItStops(() -> {
					use(shelf, id(random));
					used.countDown();
				})));
			}
			Random random = new Random(-1);
			AtomicInteger version = new AtomicInteger();
			ends.add(threads.submit(() -> untilItStops(() -> change(shelf, random, version.incrementAndGet()))));
			used.await();

			shelf.close();

			for (Future<?> end : ends) {
				end.get();
			}
		}

		Awaitility.await().until(() -> this.models.open() == 0 && memory.held() == 0);
		assertThat(this.models.violations).isEmpty();
		assertThat(this.models.loaded()).hasSizeGreaterThan(1);
	}

	/** The checks above would be worth nothing otherwise. */
	@Test
	void aModelThatIsClosedUnderItsLeaseIsNoticed() throws Exception {
		LoadedModel model = this.models.open(this.folders.entry("a").verify());
		ModelLease lease = new ModelLease(model, () -> {
		});

		this.models.use(lease, model::close);

		assertThat(this.models.violations).containsExactly("closed while it is leased", "closed while it is leased");
	}

	private void use(ModelShelf shelf, Random random) {
		for (int i = 0; i < USES; i++) {
			use(shelf, id(random));
		}
	}

	private void use(ModelShelf shelf, String id) {
		try (ModelLease lease = shelf.lease(id, LATER)) {
			this.models.use(lease, IMAGE);
		}
	}

	/**
	 * Mostly the default one, so that swaps meet leases and unloads are not all there is.
	 */
	private static String id(Random random) {
		return (random.nextInt(20) > 0) ? "main" : IDS.get(random.nextInt(IDS.size()));
	}

	private void change(ModelShelf shelf, Random random, int change) {
		try {
			String id = IDS.get(random.nextInt(IDS.size()));
			ModelEntry known = shelf.entry(id);
			if (change % 4 == 0 && known != null) {
				shelf.put(known.removed());
			}
			shelf.put(this.folders.write(id, id + "-" + change));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Does the same over and over, since models are away for a while. */
	private static void untilItStops(Runnable work) {
		boolean stopping = false;
		while (!stopping) {
			try {
				work.run();
			}
			catch (ServiceException ex) {
				stopping = Objects.equals(ServiceException.stopping(null).getMessage(), ex.getMessage());
			}
		}
	}

	private void swap(ModelShelf shelf) throws Exception {
		Random random = new Random(-1);
		for (int swap = 1; swap <= SWAPS; swap++) {
			boolean isBad = swap % 5 == 0;
			String id = isBad ? "main" : IDS.get(random.nextInt(IDS.size()));
			shelf.put(this.folders.write(id, (isBad ? "bad-" : id + "-") + swap));
		}
	}

}
