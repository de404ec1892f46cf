package io.efficientnet.classifier.inference.reference.operator;

/** {@code Sigmoid}: {@code 1 / (1 + exp(-x))}. */
public record Sigmoid() implements Elementwise {

	@Override
	public String type() {
		return "Sigmoid";
	}

	@Override
	public float at(float x) {
		return of(x);
	}

	static float of(float x) {
		return (float) (1 / (1 + Math.exp(-x)));
	}

}
