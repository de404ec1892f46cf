package io.efficientnet.classifier.inference.reference.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;

/**
 * {@code Pad} with a constant; the other modes are refused. Widths and number are
 * attributes before operator set 11, then inputs; axes may be given from 18 on. A
 * negative width cuts off.
 *
 * @param before elements added before each axis
 * @param after elements added behind each axis
 * @param number what they are
 */
public record Pad(List<Integer> before, List<Integer> after, double number) implements Movement {

	public Pad {
		before = List.copyOf(before);
		after = List.copyOf(after);
	}

	static Pad bind(NodeArguments node) {
		String mode = node.node().text("mode", "constant");
		Requirement.that(mode.equals("constant"), "mode '%s' is not supported", mode);
		long[] pads = node.required("pads", 11, 1);
		double number = node.since(11) ? node.number(2, 0) : node.decimal("value", 0);
		int rank = node.shape(0).rank();
		List<Integer> axes = node.has(3) ? positions(node.integers(3).toArray(), rank) : NodeArguments.every(rank);
		Requirement.that(pads.length == 2 * axes.size(), "pads do not fit rank %d", rank);
		List<Integer> before = new ArrayList<>(Collections.nCopies(rank, 0));
		List<Integer> after = new ArrayList<>(Collections.nCopies(rank, 0));
		for (int i = 0; i < axes.size(); i++) {
			before.set(axes.get(i), Math.toIntExact(pads[i]));
			after.set(axes.get(i), Math.toIntExact(pads[axes.size() + i]));
		}
		return new Pad(before, after, number);
	}

	@Override
	public String type() {
		return "Pad";
	}

	@Override
	public Shape outputShape(List<Shape> inputs) {
		Shape shape = inputs.getFirst();
		for (int axis = 0; axis < this.before.size(); axis++) {
			long extent = (long) shape.dimension(axis) + this.before.get(axis) + this.after.get(axis);
			shape = Extents.with(shape, axis, extent);
		}
		return shape;
	}

	@Override
	public void move(List<Elements> inputs, Elements output) {
		Elements input = inputs.getFirst();
		output.fill(this.number);
		List<Integer> kept = new ArrayList<>();
		for (int axis = 0; axis < this.before.size(); axis++) {
			int extent = input.shape().dimension(axis);
			kept.add(Math.max(0, extent + Math.min(0, this.before.get(axis)) + Math.min(0, this.after.get(axis))));
		}
		Strides from = Strides.dense(input.shape()).from(this.before.stream().map((b) -> Math.max(0, -b)).toList());
		Strides to = Strides.dense(output.shape()).from(this.before.stream().map((b) -> Math.max(0, b)).toList());
		input.copy(new Shape(kept), from, to, output);
	}

	@Override
	public boolean changesNothing(List<TensorType> inputs) {
		return this.before.stream().allMatch((width) -> width == 0)
				&& this.after.stream().allMatch((width) -> width == 0);
	}

	private static List<Integer> positions(long[] axes, int rank) {
		NodeArguments.axes(axes, rank); // refuses repetitions
		return Arrays.stream(axes).mapToObj((axis) -> NodeArguments.axis(axis, (long) rank)).toList();
	}

}
