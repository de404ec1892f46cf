package io.efficientnet.classifier.inference;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.model.VerifiedModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes down the ladder of executors and takes the fastest of the first rung on which any
 * works. Each reason is logged once, each measurement when it is made.
 */
final class BackendSelector {

	private static final Logger logger = LoggerFactory.getLogger(BackendSelector.class);

	/** Reasons may hold numbers of versions that come again and again. */
	private static final int MOST_REMEMBERED = 256;

	private final List<List<BackendFactory>> rungs;

	private final SpeedTrial trial;

	private final LostExecutors lost = new LostExecutors();

	private final Set<String> logged = ConcurrentHashMap.newKeySet();

	BackendSelector(List<BackendFactory> factories, ExecutorChoice choice, SpeedTrial trial) {
		this.rungs = choice.rungs().stream().map((rung) -> onRung(rung, factories)).toList();
		this.trial = trial;
	}

	/**
	 * The executors that no model may use any more.
	 * @return shared by all models of this selector
	 */
	LostExecutors lost() {
		return this.lost;
	}

	/**
	 * Opens a model.
	 * @param model the model
	 * @param known what is known of executors already; those refused are not tried
	 * @return a backend that passed its self-test, with what came of all that were tried
	 * @throws ServiceException {@code UNAVAILABLE} with every reason if none did
	 */
	Selection select(VerifiedModel model, Map<ExecutorKind, ExecutorStatus> known) {
		return select(model, known, (audition, rung) -> {
			rung.forEach(audition::admit);
			audition.rank(this.trial);
		});
	}

	/**
	 * Opens a model on the first executor that works, without opening those beside it.
	 * @param model the model
	 * @return a backend that passed its self-test, with what came of those before it
	 * @throws ServiceException {@code UNAVAILABLE} with every reason if none did
	 */
	Selection selectFirst(VerifiedModel model) {
		return select(model, Map.of(), BackendSelector::admitFirst);
	}

	/**
	 * Measures what serves a model against those beside it.
	 * @param model the model
	 * @param incumbent what serves; stays open
	 * @param known what is known of executors already; those refused are not tried
	 * @return the incumbent, or a faster backend that passed its self-test
	 * @throws CancellationException where nobody wants to know any more
	 * @throws IllegalStateException if what serves failed meanwhile
	 */
	Selection challenge(VerifiedModel model, Incumbent incumbent, Map<ExecutorKind, ExecutorStatus> known) {
		return select(model, known, (audition, rung) -> {
			if (rung.stream().anyMatch((factory) -> factory.executor() == incumbent.executor())) {
				challenge(audition, incumbent, rung);
			}
		});
	}

	private void challenge(Audition audition, Incumbent incumbent, List<BackendFactory> rung) {
		incumbent.besides(() -> audition.admit(incumbent));
		if (audition.isEmpty()) {
			throw new IllegalStateException("Executor " + incumbent.executor().id() + " failed beside its load");
		}
		rung.stream()
			.filter((factory) -> factory.executor() != incumbent.executor())
			.forEach((factory) -> incumbent.besides(() -> audition.admit(factory)));
		audition.rank(this.trial, incumbent);
	}

	/**
	 * Whether an executor is one of several of which the fastest is to serve.
	 * @param executor the kind
	 * @return false where nothing is to be measured
	 */
	boolean hasRivals(ExecutorKind executor) {
		return this.rungs.stream()
			.anyMatch((rung) -> rung.size() > 1 && rung.stream().anyMatch((factory) -> factory.executor() == executor));
	}

	private Selection select(VerifiedModel model, Map<ExecutorKind, ExecutorStatus> known,
			BiConsumer<Audition, List<BackendFactory>> step) {
		try (Audition audition = new Audition(model, known, this.lost)) {
			for (List<BackendFactory> rung : this.rungs) {
				step.accept(audition, rung);
				if (!audition.isEmpty()) {
					InferenceBackend backend = audition.takeFirst();
					log(model.descriptor().id(), audition, backend.executor());
					return new Selection(backend, audition.statuses());
				}
			}
			audition.statuses().values().forEach(this::logRefusal);
			throw new ServiceException(FailureKind.UNAVAILABLE,
					"No executor can serve model " + model.descriptor().id() + ": " + reasons(audition.statuses()));
		}
	}

	private static void admitFirst(Audition audition, List<BackendFactory> rung) {
		for (BackendFactory factory : rung) {
			if (audition.isEmpty()) {
				audition.admit(factory);
			}
		}
	}

	private static List<BackendFactory> onRung(List<ExecutorKind> rung, List<BackendFactory> factories) {
		return rung.stream()
			.flatMap((kind) -> factories.stream().filter((factory) -> factory.executor() == kind))
			.toList();
	}

	private void log(ModelId model, Audition audition, ExecutorKind chosen) {
		audition.statuses().values().forEach(this::logRefusal);
		List<String> times = audition.statuses()
			.values()
			.stream()
			.filter((status) -> status.milliseconds() != null)
			.map((status) -> String.format(Locale.ROOT, "%s %.2f ms", status.executor().id(), status.milliseconds()))
			.toList();
		if (times.size() > 1) {
			logger.info("One image of model {} takes: {}; {} serves", model, String.join(", ", times), chosen.id());
		}
	}

	private void logRefusal(ExecutorStatus status) {
		if (this.logged.size() > MOST_REMEMBERED) {
			this.logged.clear();
		}
		if (!status.usable() && this.logged.add(status.executor().id() + status.reason())) {
			logger.info("Executor {} is not available: {}", status.executor().id(), status.reason());
		}
	}

	private static String reasons(Map<ExecutorKind, ExecutorStatus> statuses) {
		if (statuses.isEmpty()) {
			return "none is left to try";
		}
		return String.join(" ",
				statuses.values().stream().map((status) -> status.executor().id() + ": " + status.reason()).toList());
	}

	/**
	 * The outcome of a walk.
	 *
	 * @param backend owned by the caller
	 * @param statuses of the executors that were tried, now or before
	 */
	record Selection(InferenceBackend backend, Map<ExecutorKind, ExecutorStatus> statuses) {
	}

}
