package io.efficientnet.classifier.image;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class DecodeTimeTests {

	private static final int SIDE = 300;

	private static final PixelLimit LIMIT = new PixelLimit(SIDE * SIDE);

	private final AtomicLong nanos = new AtomicLong();

	@Test
	void endsWorkOnceItHasPassed() {
		DecodeTime time = new DecodeTime(Duration.ofMillis(3), this.nanos::get);

		this.nanos.set(3_000_000);
		assertThatCode(time::check).doesNotThrowAnyException();
		this.nanos.incrementAndGet();
		assertThatExceptionOfType(ServiceException.class).isThrownBy(time::check)
			.withMessage("The image takes longer to decode than the 3 ms that it may")
			.extracting(ServiceException::kind)
			.isEqualTo(FailureKind.UNDECODABLE_IMAGE);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("images")
	void isAskedMoreThanOnceByEveryDecoderInJava(String name, byte[] encoded) {
		ImageDecoder decoder = ImageDecoder.open(encoded, LIMIT, NativeDecoders.NONE);
		DecodeTime tooShort = new DecodeTime(Duration.ofNanos(2), this.nanos::incrementAndGet);

		assertThatExceptionOfType(ServiceException.class).as(name)
			.isThrownBy(() -> decoder.decode(tooShort))
			.withMessageContaining("longer to decode");
		assertThat(this.nanos).hasValue(4);
	}

	private static Stream<Arguments> images() {
		BufferedImage rgb = ImageFixtures.noise(SIDE, SIDE);
		byte[] row = new byte[SIDE * 3];
		return Stream.of(arguments("JPEG", ImageFixtures.encode(rgb, "jpeg")),
				arguments("PNG", ImageFixtures.encode(rgb, "png")), arguments("GIF", ImageFixtures.encode(rgb, "gif")),
				arguments("BMP", ImageFixtures.encode(rgb, "bmp")),
				arguments("TIFF", TiffFixture.rgb(SIDE, 3).with(TiffFixture.ROWS_PER_STRIP, 1).file(row, row, row)),
				arguments("WebP", WebpFixture.file(WebpFixture.flat(SIDE, SIDE, 400))));
	}

}
