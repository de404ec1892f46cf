package io.efficientnet.classifier.image;

import org.jspecify.annotations.Nullable;

/**
 * Decoders that a machine may have, beside those of Java that it has in any case.
 *
 * @param jpeg null for ImageIO's
 * @param webp null for TwelveMonkeys'
 */
record NativeDecoders(@Nullable TurboJpeg jpeg, @Nullable LibWebp webp) {

	static final NativeDecoders INSTALLED = new NativeDecoders(TurboJpeg.installed(), LibWebp.installed());

	static final NativeDecoders NONE = new NativeDecoders(null, null);

}
