package io.efficientnet.classifier.api;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a request may bring, and how long it may take.
 *
 * @param upload most bytes of one encoded image
 * @param request most bytes of a whole request
 * @param imagesPerRequest most images of a batch
 * @param timeout longest deadline, and the deadline of requests that name none
 */
@ConfigurationProperties("classifier.limits")
record UploadProperties(@DefaultValue("16MB") DataSize upload, @DefaultValue("64MB") DataSize request,
		@DefaultValue("64") int imagesPerRequest, @DefaultValue("10s") Duration timeout) {

	private static final int MOST_IMAGES = 1024;

	private static final Duration LONGEST = Duration.ofDays(1);

	UploadProperties {
		if (upload.toBytes() < 1 || upload.toBytes() > Integer.MAX_VALUE - 8) {
			throw new IllegalArgumentException("classifier.limits.upload must be 1B to 2047MB");
		}
		if (request.toBytes() < 1) {
			throw new IllegalArgumentException("classifier.limits.request must be at least 1B");
		}
		if (imagesPerRequest < 1 || imagesPerRequest > MOST_IMAGES) {
			throw new IllegalArgumentException("classifier.limits.images-per-request must be 1 to " + MOST_IMAGES);
		}
		if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException("classifier.limits.timeout must be positive and at most a day");
		}
	}

}
