package io.efficientnet.classifier.inference.reference.operator;

import java.util.List;

import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.tensor.Shape;

/**
 * {@code Where} with a constant condition: elements of the first input where it holds, of
 * the second elsewhere, broadcast as NumPy does.
 *
 * @param condition of type {@code BOOL}
 */
public record Where(Value.Integers condition) implements Movement {

	static Where bind(NodeArguments node) {
		Value.Integers condition = node.integers(0);
		Requirement.that(condition.elementType() == OnnxElementType.BOOL, "its condition is no BOOL");
		return new Where(condition);
	}

	@Override
	public String type() {
		return "Where";
	}

	@Override
	public Shape outputShape(List<Shape> inputs) {
		return Extents.broadcast(List.of(this.condition.shape(), inputs.get(0), inputs.get(1)));
	}

	@Override
	public void move(List<Elements> inputs, Elements output) {
		Shape shape = output.shape();
		List<Strides> strides = List.of(Strides.broadcast(this.condition.shape(), shape),
				Strides.broadcast(inputs.get(0).shape(), shape), Strides.broadcast(inputs.get(1).shape(), shape),
				Strides.dense(shape));
		int[] single = { 0, 0 };
		RowWalk.walk(shape, strides, (offsets, steps, count) -> {
			for (int i = 0; i < count; i++) {
				int chosen = (this.condition.data().get(offsets[0] + i * steps[0]) != 0) ? 1 : 2;
				int[] fromTo = { offsets[chosen] + i * steps[chosen], offsets[3] + i };
				inputs.get(chosen - 1).copyRow(output, fromTo, single, 1);
			}
		});
	}

}
