package io.efficientnet.classifier.inference.reference.network;

import java.util.List;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * Puts the steps of a network together, in order of execution. All shapes are those of
 * one image; the network runs any number.
 */
public interface NetworkBuilder {

	/**
	 * The network's input.
	 * @param shape first extent 1
	 * @return the value
	 */
	NetworkValue input(Shape shape);

	/**
	 * Adds a convolution, of any kind.
	 * @param name of the node, for the plan
	 * @param input {@code [1][in][h][w]}
	 * @param spec weights and attributes
	 * @return {@code [1][out][h'][w']}
	 */
	NetworkValue convolution(String name, NetworkValue input, ConvolutionSpec spec);

	/**
	 * Adds a block.
	 * @param name of its first node, for the plan
	 * @param input {@code [1][in][h][w]}
	 * @param spec weights and attributes
	 * @return {@code [1][out][h'][w']}
	 */
	NetworkValue mbConv(String name, NetworkValue input, MbConvSpec spec);

	/**
	 * Adds squeeze-and-excitation outside of a block.
	 * @param name of its first node, for the plan
	 * @param input {@code [1][channels][h][w]}
	 * @param spec weights and attributes
	 * @return same shape
	 */
	NetworkValue squeezeExcitation(String name, NetworkValue input, SqueezeExcitationSpec spec);

	/**
	 * Adds a mean over all pixels.
	 * @param name of the node, for the plan
	 * @param input {@code [1][channels][h][w]}
	 * @param output {@code [1][channels][1][1]} or {@code [1][channels]}
	 * @return the output
	 */
	NetworkValue globalAveragePool(String name, NetworkValue input, Shape output);

	/**
	 * Adds a fully connected layer.
	 * @param name of the node, for the plan
	 * @param input {@code [1][in]}
	 * @param weights {@code [out][in]}
	 * @param bias {@code [out]}
	 * @param activation what follows
	 * @return {@code [1][out]}
	 */
	NetworkValue fullyConnected(String name, NetworkValue input, Tensor weights, Tensor bias, Activation activation);

	/**
	 * Adds the sum of two values of the same shape.
	 * @param name of the node, for the plan
	 * @param left of any shape
	 * @param right of the same shape
	 * @return of the same shape
	 */
	NetworkValue sum(String name, NetworkValue left, NetworkValue right);

	/**
	 * Gives the same elements another shape.
	 * @param input of any shape
	 * @param shape with as many elements
	 * @return a value that shares the input's memory where the layout allows
	 */
	NetworkValue reshape(NetworkValue input, Shape shape);

	/**
	 * Adds an activation of its own.
	 * @param name of the node, for the plan
	 * @param input of any shape
	 * @param activation the curve
	 * @return of the same shape
	 */
	NetworkValue activation(String name, NetworkValue input, Activation activation);

	/**
	 * Adds any other operator.
	 * @param name of the node, for the plan
	 * @param operator type of the node, for the plan
	 * @param inputs of any shape
	 * @param output its shape
	 * @param function what it computes
	 * @return the output
	 */
	NetworkValue operator(String name, String operator, List<NetworkValue> inputs, Shape output,
			TensorFunction function);

	/**
	 * Declares an output of the network.
	 * @param name of the value in the graph
	 * @param value what it is
	 */
	void output(String name, NetworkValue value);

}
