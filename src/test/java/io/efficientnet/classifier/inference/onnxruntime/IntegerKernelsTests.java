package io.efficientnet.classifier.inference.onnxruntime;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class IntegerKernelsTests {

	@ParameterizedTest
	@CsvSource({ "avx2 fma, true", "avx512f avx512vl, true", "avx512f avx512_vnni avx512vl, false",
			"avx2 avx_vnni, false" })
	void overflowWithoutVnni(String flags, boolean overflow) {
		assertThat(IntegerKernels.mayOverflow(List.of("model name\t: a _vnni", "flags\t\t: " + flags)))
			.isEqualTo(overflow);
	}

	@Test
	void mayOverflowWhereNothingIsKnown() {
		assertThat(IntegerKernels.mayOverflow(List.of())).isTrue();
	}

}
