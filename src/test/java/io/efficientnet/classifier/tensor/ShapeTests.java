package io.efficientnet.classifier.tensor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ShapeTests {

	@Test
	void countsTheProductOfItsExtents() {
		assertThat(Shape.of(2, 3, 5).elementCount()).isEqualTo(30);
	}

	@Test
	void countsOneElementOfAScalarAndNoneOfAnEmptyTensor() {
		assertThat(Shape.of().elementCount()).isEqualTo(1);
		assertThat(Shape.of(4, 0, 7).elementCount()).isZero();
	}

	@Test
	void countsMoreElementsThanAnIntHolds() {
		assertThat(Shape.of(Integer.MAX_VALUE, 4).elementCount()).isEqualTo(4L * Integer.MAX_VALUE);
	}

	@Test
	void tellsRankAndExtents() {
		Shape shape = Shape.of(1, 3, 224, 200);

		assertThat(shape.rank()).isEqualTo(4);
		assertThat(shape.dimension(3)).isEqualTo(200);
		assertThat(shape.toLongs()).containsExactly(1, 3, 224, 200);
		assertThat(shape).hasToString("[1, 3, 224, 200]");
	}

	@Test
	void changesTheNumberOfImages() {
		assertThat(Shape.of(1, 3, 224, 200).withCount(8)).isEqualTo(Shape.of(8, 3, 224, 200));
	}

	@Test
	void refusesANegativeExtent() {
		assertThatIllegalArgumentException().isThrownBy(() -> Shape.of(1, -1)).withMessageContaining("[1, -1]");
	}

	@Test
	void refusesMoreElementsThanALongHolds() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Shape.of(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
	}

}
