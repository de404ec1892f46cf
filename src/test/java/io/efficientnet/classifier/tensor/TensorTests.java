package io.efficientnet.classifier.tensor;

import java.nio.FloatBuffer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TensorTests {

	@Test
	void allocatesZerosInNativeMemory() {
		Tensor tensor = Tensor.allocate(Shape.of(2, 2));

		assertThat(tensor.data().isDirect()).isTrue();
		assertThat(tensor.toArray()).containsExactly(0, 0, 0, 0);
	}

	@Test
	void refusesMoreBytesThanABufferHolds() {
		assertThatExceptionOfType(ArithmeticException.class)
			.isThrownBy(() -> Tensor.allocate(Shape.of(Integer.MAX_VALUE)));
	}

	@Test
	void refusesABufferOfAnotherSize() {
		assertThatIllegalArgumentException().isThrownBy(() -> Tensor.of(Shape.of(2, 2), 1, 2, 3))
			.withMessageContaining("[2, 2]");
	}

	@Test
	void takesWhatTheBufferHasLeft() {
		FloatBuffer buffer = FloatBuffer.wrap(new float[] { 1, 2, 3, 4 });
		buffer.position(1).limit(3);

		Tensor tensor = new Tensor(Shape.of(2), buffer);

		assertThat(tensor.toArray()).containsExactly(2, 3);
		assertThat(tensor.data().position()).isZero();
	}

	@Test
	void sharesItsElementsWithTheBuffer() {
		float[] values = { 1, 2 };
		Tensor tensor = Tensor.of(Shape.of(2), values);

		values[1] = 7;

		assertThat(tensor.toArray()).containsExactly(1, 7);
	}

	@Test
	void copiesItsElementsToAnArray() {
		Tensor tensor = Tensor.of(Shape.of(2), 1, 2);

		tensor.toArray()[0] = 7;

		assertThat(tensor.data().get(0)).isEqualTo(1);
		assertThat(tensor.data().position()).isZero();
	}

	@Test
	void slicesAViewAlongTheFirstAxis() {
		Tensor tensor = Tensor.of(Shape.of(3, 2), 1, 2, 3, 4, 5, 6);

		Tensor slice = tensor.slice(1);
		slice.data().put(0, 7);

		assertThat(slice.shape()).isEqualTo(Shape.of(2));
		assertThat(tensor.toArray()).containsExactly(1, 2, 7, 4, 5, 6);
	}

	@Test
	void refusesASliceBeyondTheFirstAxis() {
		Tensor tensor = Tensor.of(Shape.of(3, 2), 1, 2, 3, 4, 5, 6);

		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> tensor.slice(3));
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> tensor.slice(-1));
	}

}
