package io.efficientnet.classifier.inference.reference.network;

import io.efficientnet.classifier.tensor.Tensor;

/**
 * Squeeze-and-excitation: {@code x * gate(expand(activation(reduce(mean(x)))))}.
 *
 * @param reduceWeights {@code [squeezed][channels]}
 * @param reduceBias {@code [squeezed]}
 * @param activation after the reduction
 * @param expandWeights {@code [channels][squeezed]}
 * @param expandBias {@code [channels]}
 * @param gate after the expansion
 * @see <a href="https://arxiv.org/abs/1709.01507">Squeeze-and-Excitation Networks</a>
 */
public record SqueezeExcitationSpec(Tensor reduceWeights, Tensor reduceBias, Activation activation,
		Tensor expandWeights, Tensor expandBias, Activation gate) {

	public int channels() {
		return this.expandBias.shape().dimension(0);
	}

	public int squeezed() {
		return this.reduceBias.shape().dimension(0);
	}

}
