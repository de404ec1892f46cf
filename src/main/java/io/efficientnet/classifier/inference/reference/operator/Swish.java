package io.efficientnet.classifier.inference.reference.operator;

/**
 * {@code Swish}, from operator set 24 on: {@code x * sigmoid(alpha * x)}. Older files
 * write it as {@code Sigmoid} and {@code Mul}.
 *
 * @param alpha 1 for what PyTorch calls SiLU
 */
public record Swish(float alpha) implements Elementwise {

	static Swish bind(NodeArguments node) {
		return new Swish(node.decimal("alpha", 1));
	}

	@Override
	public String type() {
		return "Swish";
	}

	@Override
	public float at(float x) {
		return x * Sigmoid.of(this.alpha * x);
	}

}
