package io.efficientnet.classifier.inference.reference.operator;

/**
 * {@code HardSigmoid}: {@code max(0, min(1, alpha * x + beta))}.
 *
 * @param alpha slope
 * @param beta value at 0
 */
public record HardSigmoid(float alpha, float beta) implements Elementwise {

	static HardSigmoid bind(NodeArguments node) {
		return new HardSigmoid(node.decimal("alpha", 0.2f), node.decimal("beta", 0.5f));
	}

	@Override
	public String type() {
		return "HardSigmoid";
	}

	@Override
	public float at(float x) {
		return Math.max(0, Math.min(1, this.alpha * x + this.beta));
	}

}
