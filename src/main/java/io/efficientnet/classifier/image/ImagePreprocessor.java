package io.efficientnet.classifier.image;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.efficientnet.classifier.batching.MemoryBudget;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Turns encoded images into network input. Safe for use by several threads; decoding and
 * resizing keep a processor busy, so they belong on platform threads.
 */
public final class ImagePreprocessor {

	private static final int KILOBYTE = 1024;

	private final DecodeRules rules;

	private final MemoryBudget memory;

	private final PillowResampler resampler = new PillowResampler();

	private final Map<Preprocessing, ChannelNormalizer> normalizers = new ConcurrentHashMap<>();

	ImagePreprocessor(DecodeRules rules) {
		this(rules, MemoryBudget.ofHeap());
	}

	ImagePreprocessor(DecodeRules rules, MemoryBudget memory) {
		this.rules = rules;
		this.memory = memory;
	}

	/**
	 * A preprocessor for use without a container.
	 * @param pixels the most that an image may have, as decoded and as resized
	 * @return a new preprocessor
	 */
	public static ImagePreprocessor withPixelLimit(long pixels) {
		return new ImagePreprocessor(DecodeRules.of(new PixelLimit(pixels)));
	}

	/**
	 * Decodes, resizes, crops and normalises one image, once there is memory for it
	 * beside the images that other threads decode.
	 * @param encoded a JPEG, PNG, GIF, BMP, TIFF or WebP file
	 * @param recipe what the network expects
	 * @param target {@code [3][crop][crop]} float32, which is overwritten
	 * @return what was decoded and what the network sees
	 * @throws ServiceException {@code INVALID_REQUEST} without a byte,
	 * {@code UNSUPPORTED_FORMAT}, {@code IMAGE_TOO_LARGE} or {@code UNDECODABLE_IMAGE}
	 * @throws IllegalArgumentException if the target has another shape
	 */
	public PreparedImage prepare(byte[] encoded, Preprocessing recipe, Tensor target) {
		Shape shape = Shape.of(RgbImage.CHANNELS, recipe.crop(), recipe.crop());
		if (!shape.equals(target.shape())) {
			throw new IllegalArgumentException("The target must be " + shape + ", not " + target.shape());
		}
		long start = System.nanoTime();
		ImageDecoder decoder = this.rules.open(encoded);
		ResizeRequest request = ResizeRequest.of(recipe, decoder.width(), decoder.height(), this.rules.limit());
		long bytes = decoder.memoryBytes() + request.memoryBytes();
		requireFitting(bytes);
		long mostBytes = Math.min(bytes + decoder.rareBytes(), this.memory.capacityBytes());
		try (MemoryBudget.Grant _ = this.memory.reserve(mostBytes)) {
			RgbImage image = this.rules.sparing(decoder, request).decode(DecodeTime.begin(this.rules.longest()));
			long decoded = System.nanoTime();
			ResizeRequest fitting = (image.widthPixels() == decoder.width()) ? request
					: request.from(image.widthPixels(), image.heightPixels());
			RgbImage crop = resize(image, fitting, this.normalizers.computeIfAbsent(recipe, ChannelNormalizer::new),
					target);
			long resized = System.nanoTime();
			return new PreparedImage(crop, decoder.format().id(), decoder.width(), decoder.height(),
					decoder.isUpright() ? decoder.orientation().number() : null, divisor(decoder, image),
					Duration.ofNanos(decoded - start), Duration.ofNanos(resized - decoded));
		}
	}

	private RgbImage resize(RgbImage image, ResizeRequest request, ChannelNormalizer normalizer, Tensor target) {
		if (request.filter() == Preprocessing.Filter.TF1_BICUBIC) {
			RealImage unrounded = LegacyBicubic.resample(image, request);
			normalizer.normalize(unrounded, target.data());
			return unrounded.rounded();
		}
		RgbImage crop = this.resampler.resample(image, request);
		normalizer.normalize(crop, target.data());
		return crop;
	}

	private static @Nullable Integer divisor(ImageDecoder decoder, RgbImage image) {
		return (image.widthPixels() == decoder.width()) ? null
				: Math.round((float) decoder.width() / image.widthPixels());
	}

	private void requireFitting(long bytes) {
		if (bytes > this.memory.capacityBytes()) {
			throw new ServiceException(FailureKind.IMAGE_TOO_LARGE,
					String.format(Locale.ROOT,
							"The image takes %d kB of memory to decode, which is over the limit of %d kB",
							Math.ceilDiv(bytes, KILOBYTE), this.memory.capacityBytes() / KILOBYTE));
		}
	}

}
