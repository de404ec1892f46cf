package io.efficientnet.classifier.inference.reference.operator;

/** {@code HardSwish}: {@code x * max(0, min(1, x / 6 + 0.5))}. */
public record HardSwish() implements Elementwise {

	private static final float SLOPE = 1 / 6f;

	@Override
	public String type() {
		return "HardSwish";
	}

	@Override
	public float at(float x) {
		return x * Math.max(0, Math.min(1, SLOPE * x + 0.5f));
	}

}
