package io.efficientnet.classifier.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;

/**
 * Opens the executors that are compared: those that were named, all of which must work,
 * else those that work here, with a note about each other one.
 */
final class BenchExecutors {

	private static final Comparator<BackendFactory> CPU_FIRST = Comparator
		.comparing((BackendFactory factory) -> factory.executor() == ExecutorKind.CUDA)
		.thenComparing(BackendFactory::executor);

	private final IntFunction<List<BackendFactory>> factories;

	private final List<ExecutorKind> named;

	private final Consumer<String> notes;

	private final Set<String> noted = new HashSet<>();

	/**
	 * Executors to compare.
	 * @param factories of all executors there are, by the threads of one run
	 * @param named those to compare, in this order; none for all
	 * @param notes told why one is left out, once
	 */
	BenchExecutors(IntFunction<List<BackendFactory>> factories, List<ExecutorKind> named, Consumer<String> notes) {
		this.factories = factories;
		this.named = named.stream().distinct().toList();
		this.notes = notes;
	}

	/**
	 * Opens a model on each executor.
	 * @param setting model and threads
	 * @return at least one backend
	 * @throws ServiceException {@code UNAVAILABLE} with reason and remedy, if a named
	 * executor or all of them cannot run the model
	 */
	Opened open(BenchSetting setting) {
		Opened opened = new Opened(new ArrayList<>());
		try {
			for (BackendFactory factory : wanted(this.factories.apply(setting.threads()))) {
				open(factory, setting, opened);
			}
			if (opened.backends().isEmpty()) {
				throw new ServiceException(FailureKind.UNAVAILABLE,
						"No executor can run model " + setting.modelId() + " here; the notes above say why");
			}
			return opened;
		}
		catch (RuntimeException ex) {
			opened.close();
			throw ex;
		}
	}

	private List<BackendFactory> wanted(List<BackendFactory> all) {
		if (this.named.isEmpty()) {
			return all.stream().sorted(CPU_FIRST).toList();
		}
		return this.named.stream().map((executor) -> named(executor, all)).toList();
	}

	private static BackendFactory named(ExecutorKind executor, List<BackendFactory> all) {
		return all.stream()
			.filter((factory) -> factory.executor() == executor)
			.findFirst()
			.orElseThrow(() -> new ServiceException(FailureKind.UNAVAILABLE,
					"Executor " + executor.id() + " is not part of this build"));
	}

	private void open(BackendFactory factory, BenchSetting setting, Opened opened) {
		switch (factory.open(setting.model())) {
			case BackendFactory.Available(InferenceBackend backend) -> opened.backends().add(backend);
			case BackendFactory.Unavailable(String reason, String remedy) ->
				refuse("Executor " + factory.executor().id() + " cannot run model " + setting.modelId() + ": " + reason
						+ " " + remedy);
		}
	}

	private void refuse(String reason) {
		if (!this.named.isEmpty()) {
			throw new ServiceException(FailureKind.UNAVAILABLE, reason);
		}
		if (this.noted.add(reason)) {
			this.notes.accept(reason);
		}
	}

	/**
	 * Executors that opened a model.
	 *
	 * @param backends in the order in which they are compared
	 */
	record Opened(List<InferenceBackend> backends) implements AutoCloseable {

		@Override
		public void close() {
			this.backends.forEach(InferenceBackend::close);
		}

	}

}
