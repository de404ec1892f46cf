package io.efficientnet.classifier.conversion;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;

import io.efficientnet.classifier.efficientnet.EfficientNetSpec;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * Weights made by a formula of name, seed and index, scaled so that activations keep
 * their magnitude through the network. They recognise nothing, but a network with them
 * computes the same logits in every framework.
 */
public final class SyntheticWeights implements WeightArchive {

	private final NavigableMap<String, Formula> formulas = new TreeMap<>();

	private final WeightSource source;

	private final long seed;

	/**
	 * Weights of a whole network.
	 * @param spec the network
	 * @param classes outputs of the classifier
	 * @param source whose names and layout to use
	 * @param seed changes all numbers
	 */
	public SyntheticWeights(EfficientNetSpec spec, int classes, WeightSource source, long seed) {
		this.source = source;
		this.seed = seed;
		for (Layer layer : Layer.of(spec, classes)) {
			add(layer);
		}
	}

	private void add(Layer layer) {
		ParameterNames names = this.source.names();
		Shape vector = Shape.of(layer.out());
		this.formulas.put(names.kernel(layer), new Formula(names.layout().kernelShape(layer), 0, scale(layer), false));
		if (!names.layout().isNormalized(layer.role())) {
			this.formulas.put(names.bias(layer), new Formula(vector, 0, 0.1f, false));
			return;
		}
		ParameterNames.NormNames norm = names.norm(layer);
		this.formulas.put(norm.scale(), new Formula(vector, 1, 0.1f, false));
		this.formulas.put(norm.shift(), new Formula(vector, 0, 0.1f, false));
		this.formulas.put(norm.mean(), new Formula(vector, 0, 0.1f, false));
		this.formulas.put(norm.variance(), new Formula(vector, 1, 0.2f, true));
	}

	float scale(Layer layer) {
		double gain = (this.source == WeightSource.LITE) ? liteGain(layer) : gain(layer);
		return (float) (gain * Math.sqrt(3.0 / layer.fanIn()));
	}

	private static double gain(Layer layer) {
		return switch (layer.role()) {
			case STEM -> 2.0;
			case EXPAND -> 1.4;
			case DEPTHWISE, EXCITE -> 1.6;
			case SQUEEZE -> 0.6;
			case PROJECT -> looksSkipped(layer) ? 0.4 : 2.1;
			case HEAD -> 1.0;
			case CLASSIFIER -> 1.7;
		};
	}

	private static double liteGain(Layer layer) {
		return switch (layer.role()) {
			case STEM -> 2.5;
			case EXPAND -> 1.6;
			case DEPTHWISE -> 1.8;
			case PROJECT -> looksSkipped(layer) ? 0.3 : 1.1;
			case HEAD -> 1.4;
			case CLASSIFIER -> 2.0;
			case SQUEEZE, EXCITE -> throw new IllegalStateException("Lite networks have no squeeze-and-excitation");
		};
	}

	// By shape alone, which the formula can see in any weight file
	private static boolean looksSkipped(Layer projection) {
		return projection.out() == projection.in() || 6 * projection.out() == projection.in();
	}

	@Override
	public SortedSet<String> names() {
		return Collections.unmodifiableSortedSet(this.formulas.navigableKeySet());
	}

	@Override
	public Shape shape(String name) {
		return formula(name).shape();
	}

	@Override
	public Tensor tensor(String name) {
		return formula(name).evaluate(new FormulaNumbers(name, this.seed));
	}

	@Override
	public Map<String, String> metadata() {
		return Map.of("seed", Long.toString(this.seed));
	}

	private Formula formula(String name) {
		Formula formula = this.formulas.get(name);
		if (formula == null) {
			throw new IllegalArgumentException("No tensor " + name);
		}
		return formula;
	}

	/**
	 * {@code offset + factor * u} or {@code offset + factor * abs(u)}, rounded to float32
	 * after each operation.
	 */
	private record Formula(Shape shape, float offset, float factor, boolean absolute) {

		Tensor evaluate(FormulaNumbers numbers) {
			float[] values = new float[Math.toIntExact(this.shape.elementCount())];
			for (int i = 0; i < values.length; i++) {
				float u = numbers.at(i);
				values[i] = this.offset + this.factor * (this.absolute ? Math.abs(u) : u);
			}
			return Tensor.of(this.shape, values);
		}
	}

}
