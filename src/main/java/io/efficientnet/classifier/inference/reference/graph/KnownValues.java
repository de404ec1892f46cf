package io.efficientnet.classifier.inference.reference.graph;

import java.util.HashMap;
import java.util.Map;

import io.efficientnet.classifier.inference.reference.operator.Argument;
import io.efficientnet.classifier.inference.reference.operator.TensorType;
import io.efficientnet.classifier.inference.reference.operator.UnsupportedGraph;
import io.efficientnet.classifier.inference.reference.operator.Value;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.tensor.Shape;

/**
 * The values of a graph as far as they are known: constants, or shapes of what is
 * computed at run time. Initializers are read when they are first asked for. What would
 * be otherwise for two images is known for these, too.
 */
final class KnownValues {

	// What the longest array of bytes holds
	private static final long MOST_ELEMENTS = Integer.MAX_VALUE / Float.BYTES;

	private final Map<String, OnnxConstant> initializers;

	private final FoldingBudget budget;

	private final Map<String, Argument> values = new HashMap<>();

	private final Map<String, Argument> forTwo = new HashMap<>();

	private final Map<String, String> aliases = new HashMap<>();

	KnownValues(Map<String, OnnxConstant> initializers, FoldingBudget budget) {
		this.initializers = initializers;
		this.budget = budget;
	}

	/** The name under which a value is known. */
	String resolved(String name) {
		return this.aliases.getOrDefault(name, name);
	}

	Argument get(String name) {
		String resolved = resolved(name);
		Argument known = this.values.get(resolved);
		if (known == null) {
			known = Argument.constant(initializer(resolved));
			this.values.put(resolved, known);
		}
		return known;
	}

	/** What a value is for two images. */
	Argument forTwo(String name) {
		Argument known = this.forTwo.get(resolved(name));
		return (known != null) ? known : get(name);
	}

	boolean dependsOnBatch(String name) {
		return this.forTwo.containsKey(resolved(name));
	}

	void putForTwo(String name, Argument argument) {
		this.forTwo.put(name, argument);
	}

	void constant(String name, Value value) {
		put(name, Argument.constant(value));
	}

	void computed(String name, Shape shape) {
		if (shape.elementCount() < 1 || shape.elementCount() > MOST_ELEMENTS) {
			throw UnsupportedGraph.because("Value '%s' of shape %s is empty or too large".formatted(name, shape));
		}
		put(name, Argument.computed(TensorType.floats(shape)));
	}

	void alias(String name, String original) {
		requireNew(name);
		this.aliases.put(name, resolved(original));
	}

	private void put(String name, Argument argument) {
		requireNew(name);
		this.values.put(name, argument);
	}

	private void requireNew(String name) {
		if (this.values.containsKey(name) || this.aliases.containsKey(name) || this.initializers.containsKey(name)) {
			throw UnsupportedGraph.because("Value '%s' is computed twice".formatted(name));
		}
	}

	private Value initializer(String name) {
		OnnxConstant constant = this.initializers.get(name);
		if (constant == null) {
			throw UnsupportedGraph.because("The Java executor finds nothing that computes value '%s'".formatted(name));
		}
		this.budget.charge(constant);
		return Value.of(constant);
	}

}
