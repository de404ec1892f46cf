package io.efficientnet.classifier.inference.onnxruntime;

import ai.onnxruntime.OrtException;
import io.efficientnet.classifier.inference.ExecutorFault;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.FaultKind;
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

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					/src/cuda_call.cc:121 CUDA failure 700: an illegal memory access was encountered ; GPU=0          | STICKY        | lost its device
					/src/cuda_call.cc:121 CUDA failure 719: unspecified launch failure ; GPU=0                        | STICKY        | lost its device
					/src/cuda_call.cc:121 CUDA failure 214: uncorrectable ECC error encountered ; GPU=0               | STICKY        | lost its device
					/src/cuda_call.cc:121 CUDA failure 2: out of memory ; GPU=0                                       | OUT_OF_MEMORY | ran out of memory
					CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0                                              | OUT_OF_MEMORY | ran out of memory
					CUDNN failure 4: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED ; GPU=0                     | OUT_OF_MEMORY | ran out of memory
					/src/bfc_arena.cc:376 Failed to allocate memory for requested buffer of size 822083584            | OUT_OF_MEMORY | ran out of memory
					std::bad_alloc                                                                                    | OUT_OF_MEMORY | ran out of memory
					CUBLAS failure 13: CUBLAS_STATUS_EXECUTION_FAILED ; GPU=0                                         | BROKEN        | failed (ORT_FAIL)
					/src/cuda_call.cc:121 CUDA failure 98: invalid device function ; GPU=0                            | BROKEN        | failed (ORT_FAIL)
					/src/session.cc:42 something else                                                                 | BROKEN        | failed (ORT_FAIL)
					""")
	void tellsWhatAFailedRunMeans(String text, FaultKind kind, String meaning) {
		ExecutorFault fault = OrtFailures.whileRunning(ExecutorKind.CUDA,
				new OrtException(OrtException.OrtErrorCode.ORT_FAIL, text));

		assertThat(fault.faultKind()).isEqualTo(kind);
		assertThat(fault).hasMessage("The cuda executor " + meaning);
	}

}
