package io.efficientnet.classifier.inference.reference.network;

import java.lang.foreign.Arena;
import java.nio.FloatBuffer;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;
import io.efficientnet.classifier.inference.reference.kernel.NativeMemory;
import io.efficientnet.classifier.tensor.Tensor;

/** Puts weights into the order in which kernels read them. */
final class Weights {

	private Weights() {
	}

	static PackedMatrix pointwise(Arena arena, Kernels kernels, ConvolutionSpec spec) {
		return matrix(arena, kernels, spec.weights().data(), spec.outputChannels(), spec.inputChannels(),
				spec.bias().data());
	}

	static PackedMatrix matrix(Arena arena, Kernels kernels, FloatBuffer weights, int outputs, int inputs,
			FloatBuffer bias) {
		return new PackedMatrix(arena, kernels.lanes(), Kernels.Pieces.adjacent(inputs), outputs,
				(n, k) -> weights.get(n * inputs + k), bias);
	}

	/**
	 * Filters of some channels.
	 * @param arena that owns the copy
	 * @param spec a depthwise convolution
	 * @param first channel
	 * @param count of channels; those beyond the last are zero
	 * @return address of {@code [kernelH][kernelW][count]}
	 */
	static long depthwise(Arena arena, ConvolutionSpec spec, int first, int count) {
		int taps = spec.kernelH() * spec.kernelW();
		FloatBuffer weights = spec.weights().data();
		long to = arena.allocate((long) taps * count * Float.BYTES, MemoryPlan.ALIGNMENT).address();
		for (int c = 0; c < Math.min(count, spec.outputChannels() - first); c++) {
			for (int tap = 0; tap < taps; tap++) {
				NativeMemory.set(to + ((long) tap * count + c) * Float.BYTES, weights.get((first + c) * taps + tap));
			}
		}
		return to;
	}

	static long bias(Arena arena, Tensor bias, int first, int count) {
		FloatBuffer values = bias.data();
		long to = arena.allocate((long) count * Float.BYTES, MemoryPlan.ALIGNMENT).address();
		for (int c = 0; c < Math.min(count, values.remaining() - first); c++) {
			NativeMemory.set(to + (long) c * Float.BYTES, values.get(first + c));
		}
		return to;
	}

}
