package io.efficientnet.classifier.inference.reference.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.inference.reference.graph.BoundNode;
import io.efficientnet.classifier.inference.reference.network.MbConvSpec;
import io.efficientnet.classifier.inference.reference.network.NetworkBuilder;
import io.efficientnet.classifier.inference.reference.network.NetworkValue;
import io.efficientnet.classifier.inference.reference.network.TensorFunction;
import io.efficientnet.classifier.inference.reference.operator.Operator;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Gives the steps of a plan to the builder of the network, in order of execution. */
final class PlanWriter {

	private final Plan plan;

	private final NetworkBuilder builder;

	private final Map<String, NetworkValue> values = new HashMap<>();

	PlanWriter(Plan plan, NetworkBuilder builder) {
		this.plan = plan;
		this.builder = builder;
	}

	void write(String input, Map<String, String> outputs) {
		this.values.put(input, this.builder.input(this.plan.shape(input)));
		this.plan.steps().forEach((step) -> this.values.put(step.output(), add(step)));
		outputs.forEach((name, value) -> this.builder.output(name, value(value)));
	}

	private NetworkValue add(Step step) {
		return switch (step) {
			case Step.Plain s -> operator(s);
			case Step.Convolution s -> this.builder.convolution(s.name(), value(s.input()), s.filter().fold());
			case Step.FullyConnected s ->
				this.builder.fullyConnected(s.name(), value(s.input()), s.weights(), s.bias(), s.activation());
			case Step.GlobalAveragePool s -> globalAveragePool(s);
			case Step.Reshape s -> reshape(value(s.input()), this.plan.shape(s.output()));
			case Step.Activated s -> this.builder.activation(s.name(), value(s.input()), s.activation());
			case Step.Sum s -> this.builder.sum(s.name(), value(s.left()), value(s.right()));
			case Step.SqueezeExcitation s -> this.builder.squeezeExcitation(s.name(), value(s.input()), s.weights());
			case Step.MbConv s -> this.builder.mbConv(s.name(), value(s.input()), block(s));
		};
	}

	private static MbConvSpec block(Step.MbConv step) {
		Filter expand = step.expand();
		return new MbConvSpec((expand != null) ? expand.fold() : null, step.depthwise().fold(),
				step.squeezeExcitation(), step.project().fold(), step.residual());
	}

	private NetworkValue globalAveragePool(Step.GlobalAveragePool step) {
		Shape wanted = this.plan.shape(step.output());
		int channels = this.plan.shape(step.input()).dimension(1);
		Shape picture = Shape.of(1, channels, 1, 1);
		Shape pooled = wanted.equals(picture) ? picture : Shape.of(1, channels);
		return reshape(this.builder.globalAveragePool(step.name(), value(step.input()), pooled), wanted);
	}

	private NetworkValue reshape(NetworkValue value, Shape shape) {
		return value.shape().equals(shape) ? value : this.builder.reshape(value, shape);
	}

	private NetworkValue operator(Step.Plain step) {
		BoundNode node = step.node();
		return this.builder.operator(step.name(), node.operator().type(),
				step.inputs().stream().map(this::value).toList(), this.plan.shape(step.output()), function(node));
	}

	/** The operator with its constant inputs in their places. */
	private TensorFunction function(BoundNode node) {
		Operator operator = node.operator();
		List<@Nullable Tensor> arguments = new ArrayList<>();
		node.inputs().forEach((input) -> arguments.add(this.plan.constant(input)));
		return (inputs, output) -> operator.apply(filled(arguments, inputs), output);
	}

	private static List<Tensor> filled(List<@Nullable Tensor> arguments, List<Tensor> inputs) {
		List<Tensor> filled = new ArrayList<>(arguments.size());
		int next = 0;
		for (Tensor argument : arguments) {
			filled.add((argument != null) ? argument : inputs.get(next++));
		}
		return filled;
	}

	private NetworkValue value(String name) {
		NetworkValue value = this.values.get(name);
		if (value == null) {
			throw new IllegalStateException("Value " + name + " is read before it is computed");
		}
		return value;
	}

}
