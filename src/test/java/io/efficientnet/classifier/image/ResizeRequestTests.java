package io.efficientnet.classifier.image;

import java.util.List;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.image.ResizeRequest.Box;
import io.efficientnet.classifier.image.ResizeRequest.Window;
import io.efficientnet.classifier.model.Preprocessing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ResizeRequestTests {

	private static final PixelLimit LIMIT = new PixelLimit(50_000_000);

	@ParameterizedTest
	@CsvSource({ "500, 375, 341, 256, 58, 16", "375, 500, 256, 341, 16, 58", "256, 256, 256, 256, 16, 16",
			"451, 300, 384, 256, 80, 16", "1200, 100, 3072, 256, 1424, 16" })
	void scalesTheShorterSideAndCentresTheCrop(int width, int height, int resizedWidth, int resizedHeight, int left,
			int top) {
		ResizeRequest request = ResizeRequest.of(recipe(256, Preprocessing.Mode.SHORTEST_SIDE, 224), width, height,
				LIMIT);

		assertThat(request.width()).isEqualTo(resizedWidth);
		assertThat(request.height()).isEqualTo(resizedHeight);
		assertThat(request.window()).isEqualTo(new Window(left, top, 224, 224));
	}

	@Test
	void losesTheAspectRatioWhenItSquashes() {
		ResizeRequest request = ResizeRequest.of(recipe(448, Preprocessing.Mode.SQUASH, 448), 1000, 10, LIMIT);

		assertThat(request.window()).isEqualTo(Window.whole(448, 448));
	}

	@ParameterizedTest
	@CsvSource({ "225, 0", "227, 2", "229, 2", "231, 4" })
	void roundsHalfPixelsOfTheOffsetToEven(int resize, int offset) {
		ResizeRequest request = ResizeRequest.of(recipe(resize, Preprocessing.Mode.SHORTEST_SIDE, 224), 300, 300,
				LIMIT);

		assertThat(request.window().left()).isEqualTo(offset);
	}

	@ParameterizedTest
	@CsvSource({ "451, 300, 95, 19, 262", "5, 7, 1, 2, 4", "1, 1, 0, 0, 1", "3000, 1, 1500, 0, 1" })
	void takesASquareOfTheSourceWhereItCropsFirst(int width, int height, int left, int top, int side) {
		ResizeRequest request = ResizeRequest.of(recipe(256, Preprocessing.Mode.CROP_FIRST, 224), width, height, LIMIT);

		assertThat(request.box()).isEqualTo(new Box(left, top, left + side, top + side));
		assertThat(request.width()).isEqualTo(224);
		assertThat(request.height()).isEqualTo(224);
		assertThat(request.window()).isEqualTo(Window.whole(224, 224));
	}

	@Test
	void refusesAnImageThatWouldGrowOverTheLimit() {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> ResizeRequest.of(recipe(256, Preprocessing.Mode.SHORTEST_SIDE, 224), 1, 50_000, LIMIT))
			.extracting(ServiceException::kind)
			.isEqualTo(FailureKind.IMAGE_TOO_LARGE);
	}

	private static Preprocessing recipe(int resize, Preprocessing.Mode mode, int crop) {
		return new Preprocessing("own", resize, mode, Preprocessing.Filter.BICUBIC, crop, List.of(0.5, 0.5, 0.5),
				List.of(0.5, 0.5, 0.5));
	}

}
