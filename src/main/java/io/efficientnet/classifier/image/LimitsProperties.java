package io.efficientnet.classifier.image;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What images may cost.
 *
 * @param pixels most pixels of an image, as decoded and as resized: a plain number or
 * megapixels such as 50MP
 * @param decodeTime longest time that one image may take to decode
 */
@ConfigurationProperties("classifier.limits")
record LimitsProperties(@DefaultValue("50MP") String pixels, @DefaultValue("5s") Duration decodeTime) {

	/**
	 * Checks the limit.
	 * @throws IllegalArgumentException if it is not a number of pixels or out of range,
	 * or the time is none
	 */
	LimitsProperties {
		PixelLimit.parse(pixels);
		if (decodeTime.isNegative() || decodeTime.isZero()) {
			throw new IllegalArgumentException("The decode time must be positive, not " + decodeTime);
		}
	}

	PixelLimit pixelLimit() {
		return PixelLimit.parse(this.pixels);
	}

}
