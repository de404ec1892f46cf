package io.efficientnet.classifier.onnx;

import java.nio.ByteBuffer;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class OnnxConstantTests {

	@Test
	void holdsTheElementsOfATensor() {
		Tensor tensor = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);

		OnnxConstant constant = OnnxConstant.of(tensor);

		assertThat(constant.toTensor().shape()).isEqualTo(tensor.shape());
		assertThat(constant.toTensor().toArray()).containsExactly(1, 2, 3, 4);
	}

	@Test
	void isNotMovedByItsReaders() {
		OnnxConstant constant = OnnxConstant.of(Shape.of(2), 5, 6);

		constant.data().getLong();

		assertThat(constant.data().getLong()).isEqualTo(5);
		assertThat(constant).isEqualTo(OnnxConstant.of(Shape.of(2), 5, 6));
	}

	@Test
	void rejectsDataOfAnotherLength() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new OnnxConstant(OnnxElementType.FLOAT, Shape.of(2), ByteBuffer.allocate(7)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new OnnxConstant(OnnxElementType.FLOAT, Shape.of(2), ByteBuffer.allocate(12)));
	}

	@Test
	void refusesToTurnNumbersIntoAnotherKind() {
		OnnxConstant floats = OnnxConstant.of(Tensor.of(Shape.of(), 1));
		OnnxConstant longs = OnnxConstant.of(Shape.of(), 1);

		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(floats::toLongs);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(longs::toTensor);
	}

}
