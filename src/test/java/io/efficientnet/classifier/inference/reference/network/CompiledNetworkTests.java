package io.efficientnet.classifier.inference.reference.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.reference.kernel.KernelSelector;
import io.efficientnet.classifier.inference.reference.kernel.Kernels;
import io.efficientnet.classifier.inference.reference.kernel.KernelsOfTests;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A network of two blocks, a stem and a head gives the same bits whatever surrounds an
 * image. That it gives the right ones is shown against ONNX Runtime and the goldens.
 */
class CompiledNetworkTests {

	private static final int SIDE = 37;

	private static final List<String> OUTPUTS = List.of("logits", "features");

	private final Random random = new Random(7);

	@Test
	void givesTheSameBitsWhateverTheBatch() {
		Tensor images = random(11, 3, SIDE, SIDE);
		try (CompiledNetwork network = network(KernelSelector.select(), 1)) {
			Map<String, Tensor> together = network.run(images, OUTPUTS);
			for (int i = 0; i < 11; i++) {
				Tensor alone = new Tensor(Shape.of(1, 3, SIDE, SIDE), images.slice(i).data());
				Map<String, Tensor> single = network.run(alone, OUTPUTS);
				for (String output : OUTPUTS) {
					assertThat(tensor(together, output).slice(i).toArray()).isEqualTo(tensor(single, output).toArray());
				}
			}
		}
	}

	@Test
	void givesTheSameBitsWhateverTheThreads() {
		Tensor images = random(3, 3, SIDE, SIDE);
		float[] expected = logits(KernelSelector.select(), 1, images);
		for (int threads = 2; threads <= 4; threads++) {
			assertThat(logits(KernelSelector.select(), threads, images)).isEqualTo(expected);
		}
	}

	@Test
	void givesTheSameBitsWithoutTheVectorApi() {
		Tensor images = random(2, 3, SIDE, SIDE);
		assertThat(logits(KernelsOfTests.scalar(), 2, images)).isEqualTo(logits(KernelSelector.select(), 1, images));
	}

	/**
	 * Twelve pixels are fewer than the channels padded to 16 lanes, but not than 12
	 * channels.
	 */
	@Test
	void givesTheSameBitsWhateverTheWidthOfVectors() {
		Tensor images = random(1, 12, 3, 4);
		assertThat(small(KernelsOfTests.scalar(), images)).isEqualTo(small(KernelSelector.select(), images));
	}

	@Test
	void refusesAConvolutionWhoseScratchMemoryCannotBeCounted() {
		int far = 1 << 24;
		ConvolutionSpec wide = new ConvolutionSpec(random(1, 4096, 2, 1), random(1), 1, far - 1, far, 1, 1, far, far,
				far - 1, far - 1, Activation.NONE);
		try (CompiledNetworkBuilder builder = new CompiledNetworkBuilder(KernelSelector.select())) {
			NetworkValue image = builder.input(Shape.of(1, 4096, 1, 1));
			assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> builder.convolution("wide", image, wide))
				.withMessageStartingWith("The network needs more memory");
		}
	}

	@Test
	void refusesWeightsThatTakeTooMuchMemoryOncePadded() {
		MemoryLimit limit = new MemoryLimit(4L * 1000 * KernelSelector.select().lanes());
		try (CompiledNetworkBuilder builder = new CompiledNetworkBuilder(KernelSelector.select(), limit)) {
			NetworkValue image = builder.input(Shape.of(1, 1000, 2, 2));
			ConvolutionSpec narrow = convolution(1000, 1, 1, 1, 1, Activation.NONE);
			assertThatExceptionOfType(ServiceException.class)
				.isThrownBy(() -> builder.convolution("narrow", image, narrow));
		}
	}

	@Test
	void refusesScratchMemoryThatAllThreadsTogetherLack() {
		MemoryLimit limit = new MemoryLimit(1 << 20);
		try (CompiledNetworkBuilder builder = new CompiledNetworkBuilder(KernelSelector.select(), limit)) {
			NetworkValue image = builder.input(Shape.of(1, 3, 37, 37));
			builder.output("stem", builder.convolution("stem", image, convolution(3, 8, 3, 2, 1, Activation.SILU)));
			assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> builder.build(1000));
		}
	}

	@Test
	void runsSeveralTimesAtOnce() throws Exception {
		Tensor images = random(2, 3, SIDE, SIDE);
		try (CompiledNetwork network = network(KernelSelector.select(), 3);
				ExecutorService callers = Executors.newFixedThreadPool(4)) {
			float[] expected = tensor(network.run(images, OUTPUTS), "logits").toArray();
			List<Future<float[]>> runs = new ArrayList<>();
			for (int i = 0; i < 40; i++) {
				runs.add(callers.submit(() -> tensor(network.run(images, OUTPUTS), "logits").toArray()));
			}
			for (Future<float[]> run : runs) {
				assertThat(run.get()).isEqualTo(expected);
			}
		}
	}

	@Test
	void tellsItsStepsAndTheMemoryOfAnImage() {
		try (CompiledNetwork network = network(KernelSelector.select(), 1)) {
			assertThat(network.activationBytes()).isPositive();
			assertThat(network.plan()).extracting(PlanLine::operator)
				.containsExactly("Conv", "MBConv1", "MBConv6", "MBConv6", "Conv", "AvgPool", "FC");
		}
	}

	private float[] logits(Kernels kernels, int threads, Tensor images) {
		try (CompiledNetwork network = network(kernels, threads)) {
			return tensor(network.run(images, OUTPUTS), "logits").toArray();
		}
	}

	private static Tensor tensor(Map<String, Tensor> outputs, String name) {
		return Objects.requireNonNull(outputs.get(name));
	}

	private float[] small(Kernels kernels, Tensor image) {
		this.random.setSeed(3);
		CompiledNetworkBuilder builder = new CompiledNetworkBuilder(kernels);
		builder.output("block", builder.mbConv("block", builder.input(image.shape()), block(12, 6, 12, 3, 1, true)));
		try (CompiledNetwork network = builder.build(1)) {
			return tensor(network.run(image, List.of("block")), "block").toArray();
		}
	}

	private CompiledNetwork network(Kernels kernels, int threads) {
		this.random.setSeed(3);
		CompiledNetworkBuilder builder = new CompiledNetworkBuilder(kernels);
		NetworkValue x = builder.input(Shape.of(1, 3, SIDE, SIDE));
		x = builder.convolution("stem", x, convolution(3, 20, 3, 2, 1, Activation.SILU));
		x = builder.mbConv("first", x, block(20, 1, 12, 3, 1, false));
		x = builder.mbConv("second", x, block(12, 6, 24, 5, 2, false));
		x = builder.mbConv("third", x, block(24, 6, 24, 3, 1, true));
		x = builder.convolution("head", x, convolution(24, 100, 1, 1, 1, Activation.SILU));
		builder.output("features", x);
		x = builder.globalAveragePool("pool", x, Shape.of(1, 100));
		x = builder.fullyConnected("classifier", x, random(10, 100), random(10), Activation.NONE);
		builder.output("logits", x);
		return builder.build(threads);
	}

	private MbConvSpec block(int in, int ratio, int out, int kernel, int stride, boolean residual) {
		int middle = in * ratio;
		ConvolutionSpec expand = (ratio > 1) ? convolution(in, middle, 1, 1, 1, Activation.SILU) : null;
		SqueezeExcitationSpec excitation = new SqueezeExcitationSpec(random(5, middle), random(5), Activation.SILU,
				random(middle, 5), random(middle), Activation.SIGMOID);
		return new MbConvSpec(expand, convolution(middle, middle, kernel, stride, middle, Activation.SILU), excitation,
				convolution(middle, out, 1, 1, 1, Activation.NONE), residual);
	}

	private ConvolutionSpec convolution(int in, int out, int kernel, int stride, int groups, Activation activation) {
		int pad = kernel / 2;
		return new ConvolutionSpec(random(out, in / groups, kernel, kernel), random(out), groups, stride, stride, 1, 1,
				pad, pad, pad, pad, activation);
	}

	private Tensor random(int... extents) {
		Tensor tensor = Tensor.allocate(Shape.of(extents));
		for (int i = 0; i < tensor.data().remaining(); i++) {
			tensor.data().put(i, (float) this.random.nextGaussian() / 3);
		}
		return tensor;
	}

}
