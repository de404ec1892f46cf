package io.efficientnet.classifier.inference.reference;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Fused multiply-adds in registers alone: what one core could do at most. */
final class PeakLoop {

	private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

	private static final int CHAINS = 12;

	private static final int STEPS = 10_000;

	private static final int TRIES = 1_000;

	private PeakLoop() {
	}

	/**
	 * The best of some tries.
	 * @return GFLOP/s
	 */
	static double gigaflops() {
		double best = 0;
		float sink = 0;
		for (int i = 0; i < TRIES; i++) {
			long start = System.nanoTime();
			sink += chains();
			best = Math.max(best, 2.0 * CHAINS * STEPS * LANES.length() / (System.nanoTime() - start));
		}
		if (!Float.isFinite(sink)) {
			throw new IllegalStateException("The loop diverged");
		}
		return best;
	}

	private static float chains() {
		FloatVector x = FloatVector.broadcast(LANES, 1e-9f);
		FloatVector y = FloatVector.broadcast(LANES, 0.5f);
		FloatVector a = FloatVector.zero(LANES);
		FloatVector b = a;
		FloatVector c = a;
		FloatVector d = a;
		FloatVector e = a;
		FloatVector f = a;
		FloatVector g = a;
		FloatVector h = a;
		FloatVector i = a;
		FloatVector j = a;
		FloatVector k = a;
		FloatVector l = a;
		for (int step = 0; step < STEPS; step++) {
			a = x.fma(y, a);
			b = x.fma(y, b);
			c = x.fma(y, c);
			d = x.fma(y, d);
			e = x.fma(y, e);
			f = x.fma(y, f);
			g = x.fma(y, g);
			h = x.fma(y, h);
			i = x.fma(y, i);
			j = x.fma(y, j);
			k = x.fma(y, k);
			l = x.fma(y, l);
		}
		return a.add(b)
			.add(c)
			.add(d)
			.add(e)
			.add(f)
			.add(g)
			.add(h)
			.add(i)
			.add(j)
			.add(k)
			.add(l)
			.reduceLanes(VectorOperators.ADD);
	}

}
