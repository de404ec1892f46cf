package io.efficientnet.classifier.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

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

	private final Source source;

	private final List<ExecutorKind> wanted;

	private final boolean required;

	private final Consumer<String> notes;

	private final Set<String> noted = new HashSet<>();

	BenchExecutors(Source source, List<ExecutorKind> named, Consumer<String> notes) {
		this.source = source;
		this.required = !named.isEmpty();
		this.wanted = this.required ? named.stream().distinct().toList() : onCpuFirst();
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
			for (ExecutorKind executor : this.wanted) {
				open(executor, setting, opened);
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

	private void open(ExecutorKind executor, BenchSetting setting, Opened opened) {
		switch (this.source.of(executor, setting.threads()).open(setting.model())) {
			case BackendFactory.Available(InferenceBackend backend) -> opened.backends().add(backend);
			case BackendFactory.Unavailable(String reason, String remedy) -> refuse("Executor " + executor.id()
					+ " cannot run model " + setting.modelId() + ": " + reason + " " + remedy);
		}
	}

	private void refuse(String reason) {
		if (this.required) {
			throw new ServiceException(FailureKind.UNAVAILABLE, reason);
		}
		if (this.noted.add(reason)) {
			this.notes.accept(reason);
		}
	}

	private static List<ExecutorKind> onCpuFirst() {
		return Arrays.stream(ExecutorKind.values())
			.sorted(Comparator.comparing((ExecutorKind executor) -> executor == ExecutorKind.CUDA))
			.toList();
	}

	/** Where executors come from. */
	@FunctionalInterface
	interface Source {

		BackendFactory of(ExecutorKind executor, int threads);

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
