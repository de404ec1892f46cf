package io.efficientnet.classifier.inference;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * A model on every executor that works, compared with the logits stored with it and with
 * each other.
 */
public final class ExecutorChecks implements AutoCloseable {

	private final SelfTest test;

	private final List<Check> checks = new ArrayList<>();

	private final Map<ExecutorKind, InferenceBackend> backends = new EnumMap<>(ExecutorKind.class);

	private ExecutorChecks(VerifiedModel model) {
		this.test = new SelfTest(model);
	}

	/**
	 * Opens the model everywhere and runs the self-test.
	 * @param model to check
	 * @param factories executors, in the order of the checks
	 * @return the checks; the model stays open for {@link #compare} until they are closed
	 */
	public static ExecutorChecks of(VerifiedModel model, List<BackendFactory> factories) {
		ExecutorChecks checks = new ExecutorChecks(model);
		boolean done = false;
		try {
			checks.run(model, factories);
			done = true;
			return checks;
		}
		finally {
			if (!done) {
				checks.close();
			}
		}
	}

	/**
	 * What came of it.
	 * @return a check for each executor, and for each pair of those that work
	 */
	public List<Check> checks() {
		return List.copyOf(this.checks);
	}

	/**
	 * Runs an image on all executors that work.
	 * @param image {@code [1][3][h][w]}, normalised
	 * @return logits {@code [1][classes]} by executor
	 * @throws ServiceException of the first executor that fails
	 */
	public Map<ExecutorKind, Tensor> compare(Tensor image) {
		Map<ExecutorKind, Tensor> logits = new EnumMap<>(ExecutorKind.class);
		this.backends.forEach((kind, backend) -> logits.put(kind, backend.infer(image, Set.of()).logits()));
		return logits;
	}

	/**
	 * Compares what executors gave for the same image.
	 * @param name of the checks
	 * @param logits by executor
	 * @return a check for each pair
	 */
	public List<Check> agreement(String name, Map<ExecutorKind, Tensor> logits) {
		List<Check> agreements = new ArrayList<>();
		List<ExecutorKind> kinds = List.copyOf(logits.keySet());
		for (int first = 0; first < kinds.size(); first++) {
			for (int second = first + 1; second < kinds.size(); second++) {
				agreements.add(agreement(name, kinds.get(second), kinds.get(first), logits));
			}
		}
		return agreements;
	}

	private Check agreement(String name, ExecutorKind judged, ExecutorKind trusted, Map<ExecutorKind, Tensor> logits) {
		Tensor found = logits.get(judged);
		Tensor expected = logits.get(trusted);
		if (found == null || expected == null) {
			throw new IllegalArgumentException("No logits of " + judged + " or " + trusted);
		}
		String title = "%s, %s and %s".formatted(name, trusted.id(), judged.id());
		double tolerance = this.test.tolerance((trusted == ExecutorKind.CUDA) ? trusted : judged);
		double deviations = SelfTest.deviations(found.toArray(), expected.toArray());
		String detail = String.format(Locale.ROOT, "logits differ by %.2g of their standard deviation, %.2g allowed",
				deviations, tolerance);
		return (deviations <= tolerance) ? Check.ok(title, detail) : Check.failed(title, detail,
				"Set classifier.inference.executor to the one that is right, and report the model.");
	}

	private void run(VerifiedModel model, List<BackendFactory> factories) {
		Tensor image = this.test.image();
		Map<ExecutorKind, Tensor> logits = new EnumMap<>(ExecutorKind.class);
		for (BackendFactory factory : factories) {
			switch (factory.open(model)) {
				case BackendFactory.Unavailable(String reason, String remedy) ->
					this.checks.add(new Check(title(factory.executor()), Check.Status.SKIPPED, reason, remedy));
				case BackendFactory.Available(InferenceBackend backend) -> {
					this.backends.put(factory.executor(), backend);
					this.checks.add(run(backend, image, logits));
				}
			}
		}
		if (this.backends.isEmpty()) {
			this.checks.add(Check.failed("executors", "none works with this model", "See what each needs."));
		}
		this.checks.addAll(agreement("golden input", logits));
	}

	private Check run(InferenceBackend backend, Tensor image, Map<ExecutorKind, Tensor> all) {
		ExecutorKind kind = backend.executor();
		try {
			Tensor logits = backend.infer(image, Set.of()).logits();
			String refusal = this.test.refusal(logits);
			if (refusal != null) {
				return Check.failed(title(kind), refusal, "Convert or import the model again.");
			}
			all.put(kind, logits);
			String departure = this.test.departure(logits, kind);
			if (departure != null) {
				return Check.failed(title(kind), departure, "Convert or import the model again.");
			}
			return Check.ok(title(kind), this.test.hasGolden() ? "as in selftest.json"
					: "finite logits; there is no selftest.json to compare them with");
		}
		catch (ServiceException ex) {
			return Check.failed(title(kind), String.valueOf(ex.getMessage()), "Choose another executor.");
		}
	}

	private static String title(ExecutorKind executor) {
		return "executor " + executor.id();
	}

	@Override
	public void close() {
		this.backends.values().forEach(InferenceBackend::close);
		this.backends.clear();
	}

}
