package io.efficientnet.classifier.tensor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TensorPoolTests {

	private static final Shape SHAPE = Shape.of(1, 3);

	private final TensorPool pool = new TensorPool(2);

	@Test
	void neverGivesATensorToTwo() {
		assertThat(this.pool.take(SHAPE)).isNotSameAs(this.pool.take(SHAPE));
	}

	@Test
	void givesATensorAgainThatCameBack() {
		Tensor tensor = this.pool.take(SHAPE);

		this.pool.giveBack(tensor);

		assertThat(this.pool.take(SHAPE)).isSameAs(tensor);
		assertThat(this.pool.take(SHAPE)).isNotSameAs(tensor);
	}

	@Test
	void keepsShapesApart() {
		this.pool.giveBack(this.pool.take(SHAPE));

		assertThat(this.pool.take(Shape.of(3, 1)).shape()).isEqualTo(Shape.of(3, 1));
	}

	@Test
	void dropsWhatItCannotKeep() {
		Tensor first = this.pool.take(SHAPE);
		Tensor second = this.pool.take(SHAPE);
		Tensor third = this.pool.take(SHAPE);

		this.pool.giveBack(first);
		this.pool.giveBack(second);
		this.pool.giveBack(third);

		assertThat(this.pool.take(SHAPE)).isSameAs(first);
		assertThat(this.pool.take(SHAPE)).isSameAs(second);
		assertThat(this.pool.take(SHAPE)).isNotSameAs(third);
	}

}
