package io.efficientnet.classifier.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Places values on an axis. */
public final class Scale {

	private static final int LINEAR_STEPS = 5;

	private static final double[] STEPS = { 1, 2, 5, 10 };

	private static final double SMALLEST = 1e-3;

	private static final int MOST_DETAILED_DECADES = 3;

	private final List<Tick> ticks;

	private final DoubleUnaryOperator measure;

	private Scale(List<Tick> ticks, DoubleUnaryOperator measure) {
		this.ticks = List.copyOf(ticks);
		this.measure = measure;
	}

	/**
	 * From 0 on, in equal steps.
	 * @param most value to be shown
	 * @return a scale that ends with a round number
	 */
	public static Scale linear(double most) {
		double step = step(Math.max(most, SMALLEST) / LINEAR_STEPS);
		List<Tick> ticks = new ArrayList<>();
		for (int i = 0; (i - 1) * step < most || i < 2; i++) {
			ticks.add(Tick.of(i * step));
		}
		return new Scale(ticks, DoubleUnaryOperator.identity());
	}

	/**
	 * By magnitude.
	 * @param least value to be shown, above 0
	 * @param most value to be shown
	 * @return a scale between round numbers
	 */
	public static Scale logarithmic(double least, double most) {
		double low = Math.max(least, SMALLEST);
		double high = Math.max(most, low);
		boolean detailed = high / low < Math.pow(10, MOST_DETAILED_DECADES);
		List<Tick> ticks = new ArrayList<>();
		for (int decade = (int) Math.floor(Math.log10(low)); decade <= Math.ceil(Math.log10(high)); decade++) {
			for (double factor : detailed ? new double[] { 1, 2, 5 } : new double[] { 1 }) {
				ticks.add(Tick.of(factor * Math.pow(10, decade)));
			}
		}
		int first = lastNotAbove(low, ticks);
		int last = firstNotBelow(high, ticks);
		return logarithmic(ticks.subList(first, Math.max(last, Math.min(first + 1, ticks.size() - 1)) + 1));
	}

	/**
	 * By magnitude, with marks of one's own.
	 * @param ticks by rising value above 0, at least one
	 * @return a scale from the first to the last one
	 */
	public static Scale logarithmic(List<Tick> ticks) {
		return new Scale(ticks, Math::log);
	}

	/**
	 * Where a value is.
	 * @param value to be placed
	 * @return 0 at the start to 1 at the end of the axis; values beyond are put there
	 */
	double position(double value) {
		double start = this.measure.applyAsDouble(this.ticks.getFirst().value());
		double length = this.measure.applyAsDouble(this.ticks.getLast().value()) - start;
		return (length == 0) ? 0.5 : Math.clamp((this.measure.applyAsDouble(value) - start) / length, 0, 1);
	}

	List<Tick> ticks() {
		return this.ticks;
	}

	private static double step(double atLeast) {
		double magnitude = Math.pow(10, Math.floor(Math.log10(atLeast)));
		for (double step : STEPS) {
			if (step * magnitude >= atLeast) {
				return step * magnitude;
			}
		}
		return STEPS[STEPS.length - 1] * magnitude;
	}

	private static int lastNotAbove(double value, List<Tick> ticks) {
		int last = 0;
		for (int i = 0; i < ticks.size() && ticks.get(i).value() <= value; i++) {
			last = i;
		}
		return last;
	}

	private static int firstNotBelow(double value, List<Tick> ticks) {
		int first = 0;
		while (first < ticks.size() - 1 && ticks.get(first).value() < value) {
			first++;
		}
		return first;
	}

}
