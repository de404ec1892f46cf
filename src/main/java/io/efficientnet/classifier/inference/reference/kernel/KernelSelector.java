package io.efficientnet.classifier.inference.reference.kernel;

import java.lang.management.ManagementFactory;

import com.sun.management.HotSpotDiagnosticMXBean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the kernels that suit this virtual machine. */
public final class KernelSelector {

	private static final Logger logger = LoggerFactory.getLogger(KernelSelector.class);

	private static final String FMA_FLAG = "UseFMA";

	private static final String MODULE = "jdk.incubator.vector";

	private static final int LEAST_BITS = 128;

	private KernelSelector() {
	}

	/**
	 * The fastest kernels that run here; the same at each call.
	 * @return stateless, shared
	 */
	public static Kernels select() {
		return Selected.KERNELS;
	}

	/**
	 * What makes all kernels useless here.
	 * @return for operators, or null if nothing does
	 */
	public static @Nullable String obstacle() {
		HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
		return obstacle((machine != null) ? machine.getVMOption(FMA_FLAG).getValue() : "unknown");
	}

	static @Nullable String obstacle(String useFma) {
		return "false".equals(useFma)
				? "the processor has no fused multiply-add, without which one image takes minutes." : null;
	}

	private static Kernels choose() {
		if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
			logger.warn("The Java executor computes without the Vector API, several times slower; "
					+ "start the JVM with --add-modules={}, as bin/classifier does", MODULE);
			return new ScalarKernels();
		}
		Kernels vectors = new VectorKernels();
		if (vectors.lanes() * Float.SIZE < LEAST_BITS) {
			logger.warn("This machine has no vectors that the Vector API could use; the Java executor computes slowly");
			return new ScalarKernels();
		}
		return vectors;
	}

	private static final class Selected {

		static final Kernels KERNELS = choose();

	}

}
