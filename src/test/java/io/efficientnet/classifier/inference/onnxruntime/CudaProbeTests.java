package io.efficientnet.classifier.inference.onnxruntime;

import ai.onnxruntime.OrtSession;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CudaProbeTests {

	@Test
	void theNetworkComputesWhatIsExpected() throws Exception {
		try (OrtSession.SessionOptions cpu = OrtRuntime.sessionOptions()) {
			assertThat(CudaProbe.isRight(CudaProbe.run(cpu))).isTrue();
		}
	}

	@Test
	void noticesAWrongResult() {
		assertThat(CudaProbe.isRight(2)).isFalse();
		assertThat(CudaProbe.isRight(Float.NaN)).isFalse();
	}

	@Test
	void refusesToCountTheCpuAsCuda() throws Exception {
		try (OrtSession.SessionOptions cpu = OrtRuntime.sessionOptions()) {
			assertThat(CudaProbe.refusal(cpu)).startsWith("ONNX Runtime refused with ORT_");
		}
	}

}
