package io.efficientnet.classifier.inference.reference.operator;

/** {@code Relu}: {@code max(x, 0)}. */
public record Relu() implements Elementwise {

	@Override
	public String type() {
		return "Relu";
	}

	@Override
	public float at(float x) {
		return Math.max(x, 0);
	}

}
