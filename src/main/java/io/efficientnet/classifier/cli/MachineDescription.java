package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The machine and the JVM, without which times say nothing. */
final class MachineDescription {

	private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

	private static final List<String> VECTOR_FLAGS = List.of("avx2", "avx512f");

	private MachineDescription() {
	}

	/**
	 * This machine.
	 * @return one line, for instance
	 * {@code AMD EPYC, 2 cores, avx2 avx512f, JDK 25.0.3+9 -XX:UseAVX=2}
	 */
	static String line() {
		String jvm = Stream
			.concat(Stream.of("JDK " + Runtime.version()),
					ManagementFactory.getRuntimeMXBean()
						.getInputArguments()
						.stream()
						.filter((option) -> option.startsWith("-XX:")))
			.reduce((left, right) -> left + " " + right)
			.orElseThrow();
		return line(cpuInfo(), Runtime.getRuntime().availableProcessors(), jvm);
	}

	/**
	 * A machine.
	 * @param cpuInfo lines of Linux's {@code /proc/cpuinfo}; may be empty
	 * @param cores that the JVM uses
	 * @param jvm version and options
	 * @return one line
	 */
	static String line(List<String> cpuInfo, int cores, String jvm) {
		String name = value(cpuInfo, "model name", System.getProperty("os.arch", "unknown processor"));
		List<String> flags = List.of(value(cpuInfo, "flags", "").split(" "));
		String vectors = String.join(" ", VECTOR_FLAGS.stream().filter(flags::contains).toList());
		return name + ", " + cores + ((cores == 1) ? " core, " : " cores, ") + (vectors.isEmpty() ? "" : vectors + ", ")
				+ jvm;
	}

	private static String value(List<String> cpuInfo, String key, String otherwise) {
		return cpuInfo.stream()
			.filter((line) -> line.startsWith(key) && line.contains(":"))
			.map((line) -> line.substring(line.indexOf(':') + 1).strip())
			.findFirst()
			.orElse(otherwise);
	}

	private static List<String> cpuInfo() {
		try {
			return Files.exists(CPU_INFO) ? Files.readAllLines(CPU_INFO) : List.of();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

}
