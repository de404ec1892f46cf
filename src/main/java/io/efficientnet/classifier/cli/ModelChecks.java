package io.efficientnet.classifier.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.Stream;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.Check;
import io.efficientnet.classifier.inference.ExecutorChecks;
import io.efficientnet.classifier.inference.ModelInspection;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.Precision;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxReader;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.structure.NetworkStructure;
import org.jspecify.annotations.Nullable;

/** Everything that can be checked of a model: files, structure, numbers, executors. */
final class ModelChecks {

	private static final String AGAIN = "Convert, import or copy the model again.";

	private final ModelEntry entry;

	private final List<BackendFactory> factories;

	private final @Nullable GoldenPicture picture;

	private final List<Check> checks = new ArrayList<>();

	/**
	 * Checks nothing yet.
	 * @param entry from the catalogue
	 * @param factories executors to try
	 * @param picture that executors are to agree on; null for none
	 */
	ModelChecks(ModelEntry entry, List<BackendFactory> factories, @Nullable GoldenPicture picture) {
		this.entry = entry;
		this.factories = List.copyOf(factories);
		this.picture = picture;
	}

	/**
	 * Checks files first, and the rest if these are right.
	 * @return all checks in order
	 */
	List<Check> run() {
		SequencedMap<String, String> faults = this.entry.faults();
		faults.forEach((file, fault) -> this.checks.add(file(file, fault)));
		if (faults.values().stream().anyMatch((fault) -> !fault.isEmpty())) {
			Stream.of("structure", "parameters", "multiply-adds", "executors")
				.forEach((name) -> this.checks.add(Check.skipped(name, "the files are not right")));
			return this.checks;
		}
		try (VerifiedModel model = this.entry.verify()) {
			structure(model);
			executors(model);
		}
		return this.checks;
	}

	private Check file(String name, String fault) {
		ModelDescriptor known = this.entry.descriptor();
		if (!fault.isEmpty() || known == null) {
			return Check.failed(name, fault, AGAIN);
		}
		return Check.ok(name, switch (name) {
			case "model.onnx" -> "sha256 " + known.graph().sha256();
			case "labels" -> (known.labels() != null) ? known.classes() + " in " + known.labels() : "numbers";
			default -> "fits";
		});
	}

	private void structure(VerifiedModel model) {
		ModelDescriptor known = model.descriptor();
		if (known.precision() == Precision.INT8) {
			this.checks.add(Check.skipped("structure", "it is not looked for behind eight bits"));
			this.checks.add(Check.skipped("parameters", "the structure is not known"));
			multiplyAdds(model);
			return;
		}
		try {
			OnnxModel graph = ModelInspection.inlined(OnnxReader.read(model.graph()));
			NetworkStructure network = NetworkStructure.of(graph);
			this.checks.add(structure(known, graph, network));
			parameters(known, network);
		}
		catch (ServiceException ex) {
			this.checks.add(Check.failed("structure", String.valueOf(ex.getMessage()), AGAIN));
			this.checks.add(Check.skipped("parameters", "the structure is not known"));
		}
		multiplyAdds(model);
	}

	private static Check structure(ModelDescriptor known, OnnxModel graph, NetworkStructure network) {
		List<String> outputs = graph.graph().outputs().stream().map(OnnxValueInfo::name).toList();
		ModelDescriptor.Outputs named = known.graph().outputs();
		List<String> missing = Stream.of(named.logits(), named.embedding(), named.features())
			.filter((name) -> name != null && !outputs.contains(name))
			.toList();
		if (!missing.isEmpty()
				|| graph.graph().inputs().stream().noneMatch((value) -> value.name().equals(known.graph().input()))) {
			return Check.failed("structure", "model.json names an input or outputs that the graph lacks: " + missing,
					"Correct graph.input and graph.outputs in model.json.");
		}
		EfficientNetVariant found = network.variant();
		EfficientNetVariant stated = EfficientNetVariant.of(known.variant()).orElse(null);
		if (stated != found) {
			return Check.failed("structure",
					"the graph is %s, model.json says %s".formatted(
							(found != null) ? found.id() : "of the family, but no published variant", known.variant()),
					"Correct variant in model.json.");
		}
		return Check.ok("structure", (found != null) ? found.id() : "of the family, no published variant");
	}

	private void parameters(ModelDescriptor known, NetworkStructure network) {
		Long found = network.parameters();
		Long expected = known.parameters();
		this.checks.add((found == null || expected == null)
				? Check.skipped("parameters", "there is no table for " + known.variant())
				: number("parameters", found, expected));
	}

	private void multiplyAdds(VerifiedModel model) {
		Long expected = model.descriptor().multiplyAdds();
		if (expected == null) {
			this.checks.add(Check.skipped("multiply-adds", "there is no table for " + model.descriptor().variant()));
			return;
		}
		try {
			this.checks.add(number("multiply-adds", ModelInspection.multiplyAdds(model), expected));
		}
		catch (ServiceException ex) {
			this.checks.add(Check.skipped("multiply-adds", String.valueOf(ex.getMessage())));
		}
	}

	private static Check number(String name, long found, long expected) {
		return (found == expected) ? Check.ok(name, String.format(Locale.ROOT, "%,d, as in the table", found)) : Check
			.failed(name, String.format(Locale.ROOT, "the graph has %,d, the table says %,d", found, expected), AGAIN);
	}

	private void executors(VerifiedModel model) {
		try (ExecutorChecks executors = ExecutorChecks.of(model, this.factories)) {
			this.checks.addAll(executors.checks());
			if (this.picture != null) {
				this.checks.addAll(this.picture.checks(model, executors));
			}
		}
	}

}
