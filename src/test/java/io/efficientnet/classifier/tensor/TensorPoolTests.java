package io.efficientnet.classifier.tensor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class TensorPoolTests {

	private static final Shape SHAPE = Shape.of(1, 3);

	private final TensorPool pool = new TensorPool();

	@Test
	void lendsNativeMemory() {
		Tensor tensor = take();

		assertThat(tensor.shape()).isEqualTo(SHAPE);
		assertThat(tensor.data().isDirect()).isTrue();
		assertThat(tensor.toArray()).containsExactly(0, 0, 0);
	}

	@Test
	void neverGivesATensorToTwo() {
		assertThat(take()).isNotSameAs(take());
	}

	@Test
	void givesATensorAgainThatCameBack() {
		Tensor tensor = take();

		this.pool.giveBack(tensor);

		assertThat(take()).isSameAs(tensor);
		assertThat(take()).isNotSameAs(tensor);
	}

	@Test
	void keepsShapesApart() {
		this.pool.giveBack(take());

		assertThat(this.pool.take(Shape.of(3, 1))).isNotNull()
			.satisfies((tensor) -> assertThat(tensor.shape()).isEqualTo(Shape.of(3, 1)));
	}

	@Test
	void freesWhatIsIdleWhenItIsClosed() {
		Tensor tensor = take();
		this.pool.giveBack(tensor);

		this.pool.close();
		this.pool.close();

		assertFreed(tensor);
		assertThat(this.pool.take(SHAPE)).isNull();
	}

	@Test
	void freesNothingThatIsInUse() {
		Tensor first = take();
		Tensor second = take();
		this.pool.close();
		this.pool.giveBack(first);

		second.data().put(0, 7);
		assertThat(second.data().get(0)).isEqualTo(7);
		this.pool.giveBack(second);

		assertFreed(first);
		assertFreed(second);
	}

	@Test
	void lendsAgainAfterAnAllocationFailed() {
		assertThatExceptionOfType(ArithmeticException.class)
			.isThrownBy(() -> this.pool.take(Shape.of(Integer.MAX_VALUE)));
		Tensor tensor = take();
		this.pool.giveBack(tensor);

		this.pool.close();

		assertFreed(tensor);
	}

	private Tensor take() {
		Tensor tensor = this.pool.take(SHAPE);
		assertThat(tensor).isNotNull();
		return tensor;
	}

	private static void assertFreed(Tensor tensor) {
		assertThatIllegalStateException().isThrownBy(() -> tensor.data().get(0));
	}

}
