package io.efficientnet.classifier.inference.reference.kernel;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KernelSelectorTests {

	@Test
	void refusesProcessorsWithoutFusedMultiplyAdd() {
		assertThat(KernelSelector.obstacle("false")).contains("fused multiply-add");
	}

	@Test
	void refusesNeitherProcessorsThatHaveItNorMachinesThatDoNotTell() {
		assertThat(KernelSelector.obstacle("true")).isNull();
		assertThat(KernelSelector.obstacle("unknown")).isNull();
	}

	@Test
	void readsTheFlagOfThisMachine() {
		assertThat(KernelSelector.obstacle()).isNull();
	}

	@Test
	void takesVectorsWhereTheModuleIsThere() {
		assertThat(KernelSelector.select()).isInstanceOf(VectorKernels.class).isSameAs(KernelSelector.select());
	}

}
