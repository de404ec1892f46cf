package io.efficientnet.classifier.image;

import java.time.Duration;

/**
 * What became of one image on its way into the input tensor.
 *
 * @param crop what the network sees: the picture after resize and crop, before
 * normalisation
 * @param format {@code jpeg}, {@code png}, {@code gif}, {@code bmp}, {@code tiff} or
 * {@code webp}, by the content
 * @param widthPixels of the decoded image
 * @param heightPixels of the decoded image
 * @param decodeTime spent from encoded bytes to pixels, the wait for memory included
 * @param resizeTime spent on resize, crop and normalisation
 */
public record PreparedImage(RgbImage crop, String format, int widthPixels, int heightPixels, Duration decodeTime,
		Duration resizeTime) {
}
