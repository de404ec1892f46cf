package io.efficientnet.classifier.inference.reference.compile;

import java.util.List;

import io.efficientnet.classifier.inference.reference.operator.AveragePool;
import io.efficientnet.classifier.inference.reference.operator.GlobalAveragePool;
import io.efficientnet.classifier.inference.reference.operator.ReduceMean;
import io.efficientnet.classifier.inference.reference.operator.Transpose;
import io.efficientnet.classifier.inference.reference.operator.Window;
import io.efficientnet.classifier.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Means over all pixels: global pools, reductions over rows and columns, averages whose
 * window covers the picture.
 */
final class GlobalAveragePoolRule implements Rule {

	@Override
	public @Nullable Step rewrite(Step step, Plan plan) {
		return switch (step) {
			case Step.Plain plain when plain.readsOnlyItsFirstInput() -> pool(plain, plain.inputs().getFirst(), plan);
			case Step.Reshape reshape -> flattened(reshape, plan);
			default -> null;
		};
	}

	private static @Nullable Step pool(Step.Plain plain, String input, Plan plan) {
		Shape shape = plan.shape(input);
		if (shape.rank() != 4) {
			return null;
		}
		return switch (plain.node().operator()) {
			case GlobalAveragePool _ -> pool(plain, input);
			case AveragePool average when coversAll(average, shape, plan.shape(plain.output())) -> pool(plain, input);
			case ReduceMean mean -> mean(plain, mean.axes(), input, plan);
			default -> null;
		};
	}

	private static Step pool(Step.Plain plain, String input) {
		return new Step.GlobalAveragePool(plain.name(), input, plain.output());
	}

	private static @Nullable Step mean(Step.Plain plain, List<Integer> axes, String input, Plan plan) {
		if (axes.equals(List.of(2, 3))) {
			return pool(plain, input);
		}
		Step.Plain before = plan.producer(input, Step.Plain.class);
		return (before != null && before.node().operator() instanceof Transpose transpose
				&& transpose.permutation().equals(List.of(0, 2, 3, 1)) && axes.equals(List.of(1, 2)))
						? pool(plain, before.inputs().getFirst()) : null;
	}

	/** Padding only counts if it is asked for, and what lies beyond it never does. */
	private static boolean coversAll(AveragePool pool, Shape input, Shape output) {
		Window window = pool.window();
		boolean padded = window.padTop() + window.padLeft() + window.padBottom() + window.padRight() > 0;
		return output.dimension(2) == 1 && output.dimension(3) == 1 && window.dilationH() == 1
				&& window.dilationW() == 1 && window.kernelH() - window.padTop() >= input.dimension(2)
				&& window.kernelW() - window.padLeft() >= input.dimension(3) && !(padded && pool.countIncludePad());
	}

	private static @Nullable Step flattened(Step.Reshape reshape, Plan plan) {
		Step.GlobalAveragePool pool = plan.privateProducer(reshape.input(), Step.GlobalAveragePool.class);
		return (pool != null) ? new Step.GlobalAveragePool(pool.name(), pool.input(), reshape.output()) : null;
	}

}
