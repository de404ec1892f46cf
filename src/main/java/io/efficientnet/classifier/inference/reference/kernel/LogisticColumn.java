package io.efficientnet.classifier.inference.reference.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import static io.efficientnet.classifier.inference.reference.kernel.Lanes.load;
import static io.efficientnet.classifier.inference.reference.kernel.Lanes.store;

/**
 * The logistic function and swish over vectors at equal distances. The loop of swish
 * takes two vectors at a time, so that their divisions overlap, and is too long to be
 * inlined into callers, where vectors would become objects.
 */
final class LogisticColumn {

	private LogisticColumn() {
	}

	static void silu(long first, long stride, int count) {
		FloatVector minusLog2E = Lanes.broadcast(Logistic.MINUS_LOG2_E);
		FloatVector round = Lanes.broadcast(Logistic.ROUND);
		FloatVector c5 = Lanes.broadcast(Logistic.C5);
		FloatVector c4 = Lanes.broadcast(Logistic.C4);
		FloatVector c3 = Lanes.broadcast(Logistic.C3);
		FloatVector c2 = Lanes.broadcast(Logistic.C2);
		FloatVector c1 = Lanes.broadcast(Logistic.C1);
		FloatVector one = Lanes.broadcast(1);
		IntVector lowest = IntVector.broadcast(Lanes.INTS, Logistic.LOWEST);
		IntVector highest = IntVector.broadcast(Lanes.INTS, Logistic.HIGHEST);
		for (int i = 0; i < count; i += 2) {
			long p = first + i * stride;
			long q = (i + 1 < count) ? p + stride : p;
			FloatVector x0 = load(p);
			FloatVector x1 = load(q);
			FloatVector rounded0 = x0.fma(minusLog2E, round);
			FloatVector fraction0 = x0.fma(minusLog2E, round.sub(rounded0));
			FloatVector power0 = c5.fma(fraction0, c4).fma(fraction0, c3).fma(fraction0, c2).fma(fraction0, c1);
			IntVector exponent0 = rounded0.reinterpretAsInts().max(lowest).min(highest);
			exponent0 = exponent0.lanewise(VectorOperators.LSHL, Logistic.MANTISSA_BITS);
			power0 = power0.fma(fraction0, one).reinterpretAsInts().add(exponent0).reinterpretAsFloats();
			FloatVector rounded1 = x1.fma(minusLog2E, round);
			FloatVector fraction1 = x1.fma(minusLog2E, round.sub(rounded1));
			FloatVector power1 = c5.fma(fraction1, c4).fma(fraction1, c3).fma(fraction1, c2).fma(fraction1, c1);
			IntVector exponent1 = rounded1.reinterpretAsInts().max(lowest).min(highest);
			exponent1 = exponent1.lanewise(VectorOperators.LSHL, Logistic.MANTISSA_BITS);
			power1 = power1.fma(fraction1, one).reinterpretAsInts().add(exponent1).reinterpretAsFloats();
			store(x0.div(power0.add(one)), p);
			store(x1.div(power1.add(one)), q);
		}
	}

	/** One vector at a time: gates are few. */
	static void sigmoid(long first, long stride, int count) {
		for (int i = 0; i < count; i++) {
			long p = first + i * stride;
			FloatVector any = load(p);
			FloatVector x = within(any, IntVector.broadcast(Lanes.INTS, Logistic.LARGEST_BITS),
					IntVector.broadcast(Lanes.INTS, Logistic.SMALLEST_BITS));
			FloatVector rounded = x.fma(Lanes.broadcast(Logistic.MINUS_LOG2_E), Lanes.broadcast(Logistic.ROUND));
			FloatVector fraction = x.fma(Lanes.broadcast(Logistic.MINUS_LOG2_E),
					Lanes.broadcast(Logistic.ROUND).sub(rounded));
			FloatVector power = Lanes.broadcast(Logistic.C5)
				.fma(fraction, Lanes.broadcast(Logistic.C4))
				.fma(fraction, Lanes.broadcast(Logistic.C3))
				.fma(fraction, Lanes.broadcast(Logistic.C2))
				.fma(fraction, Lanes.broadcast(Logistic.C1))
				.fma(fraction, Lanes.broadcast(1));
			IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, Logistic.MANTISSA_BITS);
			FloatVector exponential = power.reinterpretAsInts().add(exponent).reinterpretAsFloats();
			FloatVector result = Lanes.broadcast(1).div(exponential.add(1));
			store(result.blend(Float.NaN, any.test(VectorOperators.IS_NAN)), p);
		}
	}

	private static FloatVector within(FloatVector x, IntVector largest, IntVector smallest) {
		IntVector bits = x.reinterpretAsInts().min(largest);
		return bits.lanewise(VectorOperators.UMIN, smallest).reinterpretAsFloats();
	}

}
