package io.efficientnet.classifier.inference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a model on executors, keeps those that pass the self-test, and notes of each what
 * came of it. What is not taken is closed, so that only one holds memory.
 */
final class Audition implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Audition.class);

	private final VerifiedModel model;

	private final SelfTest test;

	private final Tensor image;

	private final LostExecutors lost;

	private final Map<ExecutorKind, ExecutorStatus> statuses = new EnumMap<>(ExecutorKind.class);

	private final List<Candidate> candidates = new ArrayList<>();

	/**
	 * Begins without candidates.
	 * @param model the model
	 * @param known what is known already; those refused are not tried
	 * @param lost told of executors that are found to be lost
	 */
	Audition(VerifiedModel model, Map<ExecutorKind, ExecutorStatus> known, LostExecutors lost) {
		this.model = model;
		this.test = new SelfTest(model);
		this.image = this.test.image();
		this.lost = lost;
		this.statuses.putAll(known);
	}

	/**
	 * Tries an executor.
	 * @param factory opens the model on it
	 */
	void admit(BackendFactory factory) {
		ExecutorKind executor = factory.executor();
		if (isRefused(executor)) {
			return;
		}
		String reason = this.lost.reason(executor);
		if (reason != null) {
			refuse(executor, reason + ". It is not used again before the server is restarted.");
			return;
		}
		open(factory);
	}

	boolean isEmpty() {
		return this.candidates.isEmpty();
	}

	/**
	 * Refuses candidates whose logits are not those of the first or that fail while they
	 * are timed, and puts the fastest of the others, if any, first.
	 * @param trial times them
	 */
	void rank(SpeedTrial trial) {
		rank((contestants) -> trial.shortest(contestants));
	}

	/**
	 * Ranks while one of the candidates serves. They run beside the load until they are
	 * compiled, and are timed without it.
	 * @param trial times them
	 * @param incumbent the one that serves
	 */
	void rank(SpeedTrial trial, Incumbent incumbent) {
		rank((contestants) -> {
			trial.shortest(contestants, incumbent::besides);
			return trial.shortest(contestants, incumbent::alone);
		});
	}

	private void rank(Function<List<Contestant>, long[]> trial) {
		if (this.candidates.size() > 1 && !this.test.hasGolden()) {
			refuseUnlikeFirst();
		}
		if (this.candidates.size() > 1) {
			sortBySpeed(trial);
		}
	}

	private void refuseUnlikeFirst() {
		Candidate trusted = this.candidates.getFirst();
		for (Candidate other : List.copyOf(this.candidates.subList(1, this.candidates.size()))) {
			String reason = this.test.disagreement(other.logits(), trusted.logits(), trusted.executor());
			if (reason != null) {
				this.candidates.remove(other);
				dismiss(other.backend(), reason);
			}
		}
	}

	/**
	 * Takes the first candidate out.
	 * @return the backend, from now on the caller's
	 */
	InferenceBackend takeFirst() {
		return this.candidates.removeFirst().backend();
	}

	/**
	 * What came of each executor.
	 * @return in the order of the kinds
	 */
	Map<ExecutorKind, ExecutorStatus> statuses() {
		return Collections.unmodifiableMap(this.statuses);
	}

	@Override
	public void close() {
		this.candidates.forEach((candidate) -> close(candidate.backend()));
		this.candidates.clear();
	}

	private boolean isRefused(ExecutorKind executor) {
		ExecutorStatus known = this.statuses.get(executor);
		return known != null && !known.usable();
	}

	private void open(BackendFactory factory) {
		try {
			switch (factory.open(this.model)) {
				case BackendFactory.Available(InferenceBackend backend) -> test(backend);
				case BackendFactory.Unavailable(String reason, String remedy) ->
					refuse(factory.executor(), reason + " " + remedy);
			}
		}
		catch (RuntimeException | LinkageError | OutOfMemoryError ex) {
			logger.warn("Executor {} failed to open model {}", factory.executor().id(), this.model.descriptor().id(),
					ex);
			refuse(factory.executor(), "it failed to open the model. The log has the cause.");
		}
	}

	private void test(InferenceBackend backend) {
		List<Tensor> logits = new ArrayList<>();
		for (InferenceBackend part : backend.parts()) {
			Tensor first = firstLogits(part);
			String reason = reasonAgainst(first, part.executor());
			if (first == null || reason != null) {
				dismiss(backend, String.valueOf(reason));
				return;
			}
			logits.add(first);
		}
		if (!warmUp(backend)) {
			dismiss(backend, "it failed to run a batch. The log has the cause.");
			return;
		}
		this.candidates.add(new Candidate(backend, logits.getFirst()));
		this.statuses.putIfAbsent(backend.executor(), ExecutorStatus.usable(backend.executor()));
	}

	private @Nullable String reasonAgainst(@Nullable Tensor logits, ExecutorKind executor) {
		if (logits == null) {
			return "it opened the model but failed its first run. The log has the cause.";
		}
		String refusal = this.test.refusal(logits);
		return (refusal != null) ? refusal : this.test.departure(logits, executor);
	}

	/** Batches that memory does not suffice for are divided while serving. */
	private boolean warmUp(InferenceBackend backend) {
		for (int images : backend.batchSizes()) {
			ServiceException failure = (images > 1) ? failure(backend, images) : null;
			if (failure instanceof ExecutorFault fault && fault.faultKind() == FaultKind.OUT_OF_MEMORY) {
				return true;
			}
			if (failure != null) {
				return false;
			}
		}
		return true;
	}

	private @Nullable ServiceException failure(InferenceBackend backend, int images) {
		try {
			backend.infer((images > 1) ? repeated(images) : this.image, Set.of());
			return null;
		}
		catch (RuntimeException | LinkageError | OutOfMemoryError ex) {
			return noted(backend, images, ex);
		}
	}

	private Tensor repeated(int images) {
		Tensor batch = Tensor.allocate(this.image.shape().withCount(images));
		for (int i = 0; i < images; i++) {
			batch.slice(i).data().duplicate().put(this.image.data().duplicate());
		}
		return batch;
	}

	private @Nullable Tensor firstLogits(InferenceBackend backend) {
		try {
			return backend.infer(this.image, Set.of()).logits();
		}
		catch (RuntimeException | LinkageError | OutOfMemoryError ex) {
			noted(backend, 1, ex);
			return null;
		}
	}

	private ServiceException noted(InferenceBackend backend, int images, Throwable thrown) {
		logger.warn("Executor {} failed a run of {} images before model {} is served", backend.executor().id(), images,
				this.model.descriptor().id(), thrown);
		ServiceException failure = ExecutorFault.of(backend.executor(), thrown);
		if (failure instanceof ExecutorFault fault && fault.faultKind() == FaultKind.STICKY) {
			this.lost.lose(backend.executor(), String.valueOf(fault.getMessage()));
		}
		return failure;
	}

	private void sortBySpeed(Function<List<Contestant>, long[]> trial) {
		List<Contestant> contestants = this.candidates.stream().map(Contestant::new).toList();
		long[] shortest = trial.apply(contestants);
		for (Contestant contestant : contestants) {
			if (contestant.failed) {
				this.candidates.remove(contestant.candidate);
				dismiss(contestant.candidate.backend(), "it failed while it was timed. The log has the cause.");
			}
		}
		if (this.candidates.size() > 1) {
			this.candidates.clear();
			IntStream.range(0, shortest.length)
				.filter((i) -> !contestants.get(i).failed)
				.boxed()
				.sorted(Comparator.comparingLong((i) -> shortest[i]))
				.forEach((i) -> {
					Candidate candidate = contestants.get(i).candidate;
					this.candidates.add(candidate);
					this.statuses.put(candidate.executor(), ExecutorStatus.timed(candidate.executor(), shortest[i]));
				});
		}
	}

	private void dismiss(InferenceBackend backend, String reason) {
		close(backend);
		refuse(backend.executor(), reason);
	}

	private void refuse(ExecutorKind executor, String reason) {
		this.statuses.put(executor, ExecutorStatus.refused(executor, reason));
	}

	private void close(InferenceBackend backend) {
		if (this.lost.reason(backend.executor()) != null) {
			// What is native would be freed on a device that answers no more.
			return;
		}
		try {
			backend.close();
		}
		catch (RuntimeException ex) {
			logger.warn("Closing executor {} failed", backend.executor().id(), ex);
		}
	}

	/** Does nothing more once it failed. */
	private final class Contestant implements Runnable {

		private final Candidate candidate;

		private boolean failed;

		Contestant(Candidate candidate) {
			this.candidate = candidate;
		}

		@Override
		public void run() {
			if (!this.failed) {
				this.failed = failure(this.candidate.backend(), 1) != null;
			}
		}

	}

	private record Candidate(InferenceBackend backend, Tensor logits) {

		ExecutorKind executor() {
			return this.backend.executor();
		}

	}

}
