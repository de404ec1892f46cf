package io.efficientnet.classifier.inference.reference.operator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;

/**
 * {@code Slice}. Its parameters are attributes before operator set 10, without steps,
 * then inputs; they count from the end where negative, and what lies outside is cut off.
 *
 * @param starts first index of each axis
 * @param steps from one index to the next, by axis; negative ones go back
 * @param counts extents of the output
 */
public record Slice(List<Integer> starts, List<Integer> steps, Shape counts) implements Movement {

	public Slice {
		starts = List.copyOf(starts);
		steps = List.copyOf(steps);
	}

	static Slice bind(NodeArguments node) {
		Shape input = node.shape(0);
		long[] starts = node.required("starts", 10, 1);
		long[] ends = node.required("ends", 10, 2);
		Requirement.that(starts.length == ends.length, "starts and ends do not go together");
		long[] axes = node.list("axes", 10, 3);
		long[] steps = node.has(4) ? node.integers(4).toArray() : null;
		Requirement.that((axes == null || axes.length == starts.length)
				&& (steps == null || steps.length == starts.length) && starts.length <= input.rank(),
				"starts, axes and steps do not go together");
		Slice whole = new Slice(Collections.nCopies(input.rank(), 0), Collections.nCopies(input.rank(), 1), input);
		for (int i = 0; i < starts.length; i++) {
			int axis = NodeArguments.axis((axes != null) ? axes[i] : i, (long) input.rank());
			whole = whole.cut(axis, input.dimension(axis), starts[i], ends[i], (steps != null) ? steps[i] : 1);
		}
		return whole;
	}

	@Override
	public String type() {
		return "Slice";
	}

	@Override
	public Shape outputShape(List<Shape> inputs) {
		return this.counts;
	}

	@Override
	public void move(List<Elements> inputs, Elements output) {
		Elements input = inputs.getFirst();
		Strides visited = Strides.dense(input.shape()).from(this.starts).every(this.steps);
		input.copy(this.counts, visited, Strides.dense(this.counts), output);
	}

	@Override
	public boolean changesNothing(List<TensorType> inputs) {
		return this.counts.equals(inputs.getFirst().shape()) && this.starts.stream().allMatch((start) -> start == 0);
	}

	private Slice cut(int axis, long extent, long start, long end, long step) {
		Requirement.that(step != 0, "a step is 0");
		// Going back, an end of -1 that is no index means that index 0 is included
		long from = clamped(start, extent, 0, (step < 0) ? extent - 1 : extent);
		long to = clamped(end, extent, (step < 0) ? -1 : 0, extent);
		long count = (extent == 0) ? 0 : Math.max(0, Math.ceilDiv(to - from, step));
		int bounded = (int) Math.clamp(step, -extent - 1, extent + 1);
		return new Slice(replaced(this.starts, axis, (count == 0) ? 0 : (int) from),
				replaced(this.steps, axis, (count < 2) ? 1 : bounded), Extents.with(this.counts, axis, count));
	}

	private static long clamped(long index, long extent, long least, long greatest) {
		return Math.clamp((index < 0) ? index + extent : index, least, Math.max(least, greatest));
	}

	private static List<Integer> replaced(List<Integer> list, int axis, int element) {
		List<Integer> changed = new ArrayList<>(list);
		changed.set(axis, element);
		return changed;
	}

}
