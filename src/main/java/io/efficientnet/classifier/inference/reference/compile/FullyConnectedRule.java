package io.efficientnet.classifier.inference.reference.compile;

import java.util.List;

import io.efficientnet.classifier.inference.reference.network.Activation;
import io.efficientnet.classifier.inference.reference.operator.Gemm;
import io.efficientnet.classifier.inference.reference.operator.MatMul;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The product of one vector with a constant matrix, which is transposed for it. */
final class FullyConnectedRule implements Rule {

	@Override
	public @Nullable Step rewrite(Step step, Plan plan) {
		if (!(step instanceof Step.Plain plain && plain.readsOnlyItsFirstInput()
				&& isRow(plan.shape(plain.inputs().getFirst())))) {
			return null;
		}
		return switch (plain.node().operator()) {
			case MatMul _ -> layer(plain, new Gemm(1, 1, false, false), plan);
			case Gemm gemm when !gemm.transA() -> layer(plain, gemm, plan);
			default -> null;
		};
	}

	private static boolean isRow(Shape shape) {
		return shape.rank() == 2 && shape.dimension(0) == 1;
	}

	private static @Nullable Step layer(Step.Plain plain, Gemm gemm, Plan plan) {
		List<String> arguments = plain.node().inputs();
		Tensor matrix = plan.constant(arguments.get(1));
		if (matrix == null || matrix.shape().rank() != 2) {
			return null;
		}
		Tensor addend = (arguments.size() > 2) ? plan.constant(arguments.get(2)) : null;
		Tensor weights = gemm.transB() ? matrix : transposed(matrix);
		int rows = weights.shape().dimension(0);
		float[] bias = new float[rows];
		if (addend != null) {
			for (int row = 0; row < rows; row++) {
				bias[row] = gemm.beta() * addend.data().get((addend.data().remaining() == 1) ? 0 : row);
			}
		}
		return new Step.FullyConnected(plain.name(), plain.inputs().getFirst(), plain.output(),
				scaled(weights, gemm.alpha()), Tensor.of(Shape.of(rows), bias), Activation.NONE);
	}

	private static Tensor transposed(Tensor matrix) {
		int rows = matrix.shape().dimension(1);
		int columns = matrix.shape().dimension(0);
		float[] elements = new float[matrix.data().remaining()];
		for (int i = 0; i < elements.length; i++) {
			elements[i] = matrix.data().get(i % columns * rows + i / columns);
		}
		return Tensor.of(Shape.of(rows, columns), elements);
	}

	private static Tensor scaled(Tensor matrix, float factor) {
		if (factor == 1) {
			return matrix;
		}
		float[] elements = matrix.toArray();
		for (int i = 0; i < elements.length; i++) {
			elements[i] *= factor;
		}
		return Tensor.of(matrix.shape(), elements);
	}

}
