package io.efficientnet.classifier.inference.reference.operator;

import java.util.ArrayList;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * {@code Gemm}: {@code alpha * A * B + beta * C}, of matrices. {@code C} broadcasts to
 * the product and may be left out from operator set 11 on.
 *
 * @param alpha factor of the product
 * @param beta factor of {@code C}
 * @param transA whether {@code A} is {@code [k][m]} instead of {@code [m][k]}
 * @param transB whether {@code B} is {@code [n][k]} instead of {@code [k][n]}
 */
public record Gemm(float alpha, float beta, boolean transA, boolean transB) implements FloatOperator {

	static Gemm bind(NodeArguments node) {
		return new Gemm(node.decimal("alpha", 1), node.decimal("beta", 1), node.flag("transA", false),
				node.flag("transB", false));
	}

	@Override
	public String type() {
		return "Gemm";
	}

	@Override
	public Shape outputShape(List<Shape> inputs) {
		Shape a = inputs.get(0);
		Shape b = inputs.get(1);
		Requirement.rank(a, 2);
		Requirement.rank(b, 2);
		Requirement.that(a.dimension(this.transA ? 0 : 1) == b.dimension(this.transB ? 1 : 0), "%s times %s", a, b);
		Shape product = Shape.of(a.dimension(this.transA ? 1 : 0), b.dimension(this.transB ? 0 : 1));
		List<Shape> sum = new ArrayList<>(List.of(product));
		sum.addAll(inputs.subList(2, inputs.size()));
		Requirement.that(Extents.broadcast(sum).equals(product), "C does not broadcast to %s", product);
		return product;
	}

	@Override
	public double steps(List<Shape> inputs, Shape output) {
		return Extents.visits(output) * Math.max(1, inputs.getFirst().dimension(this.transA ? 0 : 1));
	}

	@Override
	public void apply(List<Tensor> inputs, Tensor output) {
		Shape shape = output.shape();
		Strides a = matrix(inputs.get(0).shape(), this.transA);
		Strides b = matrix(inputs.get(1).shape(), this.transB);
		int k = inputs.get(0).shape().dimension(this.transA ? 0 : 1);
		Product.write(inputs.get(0).data(), a, inputs.get(1).data(), b, k, output.data(), shape);
		boolean sum = inputs.size() > 2;
		Strides c = sum ? Strides.broadcast(inputs.get(2).shape(), shape) : Strides.dense(shape);
		RowWalk.walk(shape, List.of(Strides.dense(shape), c), (offsets, steps, count) -> {
			for (int i = 0; i < count; i++) {
				float addend = sum ? this.beta * inputs.get(2).data().get(offsets[1] + i * steps[1]) : 0;
				output.data().put(offsets[0] + i, this.alpha * output.data().get(offsets[0] + i) + addend);
			}
		});
	}

	private static Strides matrix(Shape shape, boolean transposed) {
		Strides dense = Strides.dense(shape);
		return transposed ? dense.permuted(List.of(1, 0)) : dense;
	}

}
