package io.efficientnet.classifier.inference.reference.kernel;

/** Kernels by name, for tests of other packages. */
public final class KernelsOfTests {

	private KernelsOfTests() {
	}

	public static Kernels scalar() {
		return new ScalarKernels();
	}

}
