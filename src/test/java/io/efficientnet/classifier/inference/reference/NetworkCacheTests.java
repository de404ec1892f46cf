package io.efficientnet.classifier.inference.reference;

import java.util.ArrayList;
import java.util.List;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NetworkCacheTests {

	private final List<Shape> compiled = new ArrayList<>();

	private final NetworkCache cache = new NetworkCache(this::compile);

	@Test
	void compilesASizeOnce() {
		SizedNetwork first = this.cache.network(Shape.of(1, 3, 8, 8));

		assertThat(this.cache.network(Shape.of(1, 3, 8, 8))).isSameAs(first);
		assertThat(this.compiled).hasSize(1);
	}

	@Test
	void dropsTheSizeThatWasNotUsedForLongest() {
		this.cache.network(Shape.of(1, 3, 8, 8));
		this.cache.network(Shape.of(1, 3, 9, 9));
		this.cache.network(Shape.of(1, 3, 8, 8));
		this.cache.network(Shape.of(1, 3, 10, 10));
		this.cache.network(Shape.of(1, 3, 8, 8));

		assertThat(this.compiled).containsExactly(Shape.of(1, 3, 8, 8), Shape.of(1, 3, 9, 9), Shape.of(1, 3, 10, 10));
	}

	@Test
	void aRefusedSizeTakesNoPlace() {
		this.cache.network(Shape.of(1, 3, 8, 8));
		this.cache.network(Shape.of(1, 3, 9, 9));

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.cache.network(Shape.of(1, 3, 1, 1)));
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.cache.network(Shape.of(1, 3, 1, 1)));

		this.cache.network(Shape.of(1, 3, 9, 9));
		assertThat(this.compiled).hasSize(2);
	}

	@Test
	void compilesAgainAfterItWasCleared() {
		this.cache.network(Shape.of(1, 3, 8, 8));
		this.cache.clear();
		this.cache.network(Shape.of(1, 3, 8, 8));

		assertThat(this.compiled).hasSize(2);
	}

	private SizedNetwork compile(Shape image) {
		if (image.dimension(2) == 1) {
			throw new ServiceException(FailureKind.INVALID_REQUEST, "Too small");
		}
		this.compiled.add(image);
		return (_, _) -> List.of();
	}

}
