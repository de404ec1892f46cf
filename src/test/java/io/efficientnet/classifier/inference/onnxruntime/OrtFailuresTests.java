package io.efficientnet.classifier.inference.onnxruntime;

import ai.onnxruntime.OrtException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class OrtFailuresTests {

	// Texts as ONNX Runtime 1.29 gives them, shortened in the middle.
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					Failed to load /tmp/x.so with error: libcublasLt.so.12: cannot open shared object file: No such | the shared library libcublasLt.so.12 is missing
					Failed to find CUDA shared provider                                                             | the CUDA provider is not part of this build
					/src/cuda_call.cc:121 CUDA failure 100: no CUDA-capable device is detected ; GPU=-1             | no CUDA device is visible
					/src/cuda_call.cc:121 CUDA failure 35: CUDA driver version is insufficient                      | the NVIDIA driver is missing or too old
					/src/cuda_call.cc:121 CUDA failure 2: out of memory                                             | the device has not enough free memory
					/src/cuda_call.cc:121 CUDA failure 700: an illegal memory access                                | CUDA failed with error 700
					/src/session.cc:42 something else                                                               | ONNX Runtime refused with ORT_FAIL
					""")
	void saysWhatIsMissingAndNoPath(String text, String reason) {
		assertThat(OrtFailures.reason(new OrtException(OrtException.OrtErrorCode.ORT_FAIL, text))).isEqualTo(reason);
	}

}
