package io.efficientnet.classifier.image;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What became of one image on its way into the input tensor.
 *
 * @param crop what the network sees: the picture after resize and crop, before
 * normalisation; rounded where the network sees fractions
 * @param format {@code jpeg}, {@code png}, {@code gif}, {@code bmp}, {@code tiff} or
 * {@code webp}, by the content
 * @param widthPixels of the image, as turned
 * @param heightPixels of the image, as turned
 * @param orientation 1 to 8 as in EXIF, by which the image was turned; null if what the
 * file says about it is ignored
 * @param draft 2, 4 or 8 if a half, a fourth or an eighth of the rows was decoded; null
 * if all were
 * @param decodeTime spent from encoded bytes to pixels, the wait for memory included
 * @param resizeTime spent on resize, crop and normalisation
 */
public record PreparedImage(RgbImage crop, String format, int widthPixels, int heightPixels,
		@Nullable Integer orientation, @Nullable Integer draft, Duration decodeTime, Duration resizeTime) {
}
