package io.efficientnet.classifier.cli;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MachineDescriptionTests {

	@Test
	void namesProcessorCoresVectorsAndJvm() {
		List<String> cpuInfo = List.of("processor\t: 0", "model name\t: AMD EPYC 7B13", "flags\t\t: fpu avx avx2 fma",
				"processor\t: 1", "model name\t: Another");

		assertThat(MachineDescription.line(cpuInfo, 2, "JDK 25")).isEqualTo("AMD EPYC 7B13, 2 cores, avx2, JDK 25");
	}

	@Test
	void namesAllVectorsThatMatter() {
		List<String> cpuInfo = List.of("model name: X", "flags: avx512f avx2 avx512fp16");

		assertThat(MachineDescription.line(cpuInfo, 1, "JDK 25")).isEqualTo("X, 1 core, avx2 avx512f, JDK 25");
	}

	@Test
	void namesTheArchitectureWhereTheProcessorIsUnknown() {
		assertThat(MachineDescription.line(List.of(), 4, "JDK 25"))
			.isEqualTo(System.getProperty("os.arch") + ", 4 cores, JDK 25");
	}

	@Test
	void describesThisMachineInOneLine() {
		assertThat(MachineDescription.line()).contains(" core", ", JDK " + Runtime.version()).hasLineCount(1);
	}

}
