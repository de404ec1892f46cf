package io.efficientnet.classifier.inference.onnxruntime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What ONNX Runtime's kernels for eight bits do on a processor. */
final class IntegerKernels {

	private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

	private IntegerKernels() {
	}

	/**
	 * Whether sums of products may overflow on this processor.
	 * @return also true where nothing is known of it
	 */
	static boolean mayOverflow() {
		try {
			return mayOverflow(Files.exists(CPU_INFO) ? Files.readAllLines(CPU_INFO) : List.of());
		}
		catch (IOException ex) {
			return true;
		}
	}

	/**
	 * Whether sums of products of uint8 and int8 may overflow 16 bits, as they do without
	 * VNNI.
	 * @param cpuInfo lines of Linux's {@code /proc/cpuinfo}
	 * @return whether the flags lack {@code avx512_vnni} and {@code avx_vnni}
	 */
	static boolean mayOverflow(List<String> cpuInfo) {
		return cpuInfo.stream()
			.filter((line) -> line.startsWith("flags"))
			.noneMatch((line) -> List.of(line.split("\\s+")).stream().anyMatch((flag) -> flag.endsWith("_vnni")));
	}

}
