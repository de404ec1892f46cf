package io.efficientnet.classifier.inference.reference.operator;

import java.nio.FloatBuffer;
import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * An operator with everything bound that is not data. Stateless, so safe for concurrent
 * use. All operators have one output: a second one, such as the mask of a dropout, is not
 * computed.
 *
 * @see <a href="https://onnx.ai/onnx/operators/">ONNX operators</a>
 */
public interface Operator {

	/**
	 * Its name in ONNX.
	 * @return for instance {@code Conv}
	 */
	String type();

	/**
	 * The shape rule.
	 * @param inputs of all data inputs
	 * @return kind and extents of the output
	 * @throws IllegalArgumentException if the operator does not take such inputs
	 * @throws ArithmeticException if an extent is beyond measure
	 */
	TensorType output(List<TensorType> inputs);

	/**
	 * Computes the output of inputs that are known.
	 * @param inputs that {@link #output} accepts
	 * @return the output, which may share memory with an input
	 * @throws ArithmeticException if whole numbers are divided by zero
	 */
	Value evaluate(List<Value> inputs);

	/**
	 * How long {@link #evaluate} takes.
	 * @param inputs that {@link #output} accepts
	 * @param output its extents
	 * @return an upper bound, in elements or multiply-adds; elements that are only read
	 * are left out. Products of extents may exceed a {@code long}.
	 */
	default double steps(List<Shape> inputs, Shape output) {
		return Extents.visits(output) * Math.max(1, inputs.size());
	}

	/**
	 * Computes the output at run time, where all values are floats.
	 * @param inputs that {@link #output} accepts; read only
	 * @param output to be filled completely
	 */
	default void apply(List<Tensor> inputs, Tensor output) {
		Value value = evaluate(inputs.stream().<Value>map(Value.Floats::new).toList());
		FloatBuffer data = ((Value.Floats) value).tensor().data();
		output.data().put(0, data, 0, data.limit());
	}

	/**
	 * Whether the output is the first input, element by element and of the same shape.
	 * @param inputs of all data inputs
	 * @return true if the operator may be left out
	 */
	default boolean changesNothing(List<TensorType> inputs) {
		return false;
	}

}
