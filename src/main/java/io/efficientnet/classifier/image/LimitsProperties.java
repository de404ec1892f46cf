package io.efficientnet.classifier.image;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What images may cost.
 *
 * @param pixels most pixels of an image, as decoded and as resized: a plain number or
 * megapixels such as 50MP
 */
@ConfigurationProperties("classifier.limits")
record LimitsProperties(@DefaultValue("50MP") String pixels) {

	/**
	 * Checks the limit.
	 * @throws IllegalArgumentException if it is not a number of pixels or out of range
	 */
	LimitsProperties {
		PixelLimit.parse(pixels);
	}

	PixelLimit pixelLimit() {
		return PixelLimit.parse(this.pixels);
	}

}
