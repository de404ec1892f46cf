package io.efficientnet.classifier.inference.reference.compile;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

import io.efficientnet.classifier.inference.reference.graph.BoundNode;
import io.efficientnet.classifier.inference.reference.graph.SimplifiedGraph;
import io.efficientnet.classifier.inference.reference.operator.Value;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a network in order of execution, as rules make them fewer. A step whose
 * value nobody reads any more is gone.
 */
final class Plan {

	private final SimplifiedGraph graph;

	private final SequencedMap<String, Step> steps = new LinkedHashMap<>();

	private final Map<String, Integer> uses = new HashMap<>();

	Plan(SimplifiedGraph graph) {
		this.graph = graph;
		graph.outputs().values().forEach(this::use);
		graph.nodes().stream().map(this::plain).forEach((step) -> {
			this.steps.put(step.output(), step);
			step.inputs().forEach(this::use);
		});
	}

	Collection<Step> steps() {
		return this.steps.values();
	}

	/**
	 * Applies a rule to every step, in order of execution.
	 * @param rule to apply
	 */
	void apply(Rule rule) {
		for (String output : List.copyOf(this.steps.keySet())) {
			Step step = this.steps.get(output);
			Step larger = (step != null) ? rule.rewrite(step, this) : null;
			if (larger != null) {
				replace(larger);
			}
		}
	}

	/**
	 * Finds a kind of step, behind reshapes that change nothing.
	 * @param <T> the kind
	 * @param value name of a value
	 * @param kind the kind
	 * @return the step that computes the value if it is of the kind, else null
	 */
	<T extends Step> @Nullable T producer(String value, Class<T> kind) {
		Step step = this.steps.get(value);
		if (kind.isInstance(step)) {
			return kind.cast(step);
		}
		return (step instanceof Step.Reshape reshape && changesNothing(reshape)) ? producer(reshape.input(), kind)
				: null;
	}

	/**
	 * Finds a kind of step that can disappear into the one that reads its value.
	 * @param <T> the kind
	 * @param value name of a value
	 * @param kind the kind
	 * @return the step that computes the value if it is of the kind and nothing else
	 * reads the value, else null
	 */
	<T extends Step> @Nullable T privateProducer(String value, Class<T> kind) {
		if (this.uses.getOrDefault(value, 0) != 1) {
			return null;
		}
		T step = producer(value, kind);
		return (step == null || step.output().equals(value) || this.uses.getOrDefault(step.output(), 0) == 1) ? step
				: null;
	}

	/**
	 * Looks behind reshapes that nothing else reads.
	 * @param value its name
	 * @return name of a value with the same elements
	 */
	String beforeReshapes(String value) {
		Step.Reshape reshape = privateProducer(value, Step.Reshape.class);
		return (reshape != null) ? beforeReshapes(reshape.input()) : value;
	}

	Shape shape(String value) {
		return Objects.requireNonNull(this.graph.shapes().get(value), value);
	}

	@Nullable Tensor constant(String value) {
		return (this.graph.constants().get(value) instanceof Value.Floats floats) ? floats.tensor() : null;
	}

	private Step.Plain plain(BoundNode node) {
		return new Step.Plain(node,
				node.inputs().stream().filter((input) -> !this.graph.constants().containsKey(input)).toList());
	}

	private boolean changesNothing(Step.Reshape reshape) {
		return shape(reshape.input()).equals(shape(reshape.output()));
	}

	private void replace(Step larger) {
		Step smaller = this.steps.put(larger.output(), larger);
		larger.inputs().forEach(this::use);
		if (smaller != null) {
			smaller.inputs().forEach(this::release);
		}
	}

	private void use(String value) {
		this.uses.merge(value, 1, Integer::sum);
	}

	private void release(String value) {
		if (this.uses.merge(value, -1, Integer::sum) == 0) {
			Step unused = this.steps.remove(value);
			if (unused != null) {
				unused.inputs().forEach(this::release);
			}
		}
	}

}
