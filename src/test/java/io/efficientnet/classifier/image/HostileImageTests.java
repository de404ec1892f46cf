package io.efficientnet.classifier.image;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Bombs, lies and damage: each file is refused as the caller's fault or decoded. */
class HostileImageTests {

	private static final Set<FailureKind> CALLERS_FAULT = EnumSet.of(FailureKind.INVALID_REQUEST,
			FailureKind.UNSUPPORTED_FORMAT, FailureKind.IMAGE_TOO_LARGE, FailureKind.UNDECODABLE_IMAGE);

	private static final Set<String> TOO_LARGE = Set.of("png-46000.png", "png-2g.png", "png-wide-row.png",
			"png-overflow.png", "png-bomb-1bit.png", "png-bomb-interlaced.png", "gif-65535.gif", "gif-canvas.gif",
			"gif-frame.gif", "gif-bomb.gif", "gif-outside.gif", "jpeg-65500.jpg", "jpeg-65500-progressive.jpg",
			"jpeg-65535.jpg", "jpeg-9000.jpg", "bmp-2g.bmp", "bmp-30000.bmp", "bmp-rle-bomb.bmp", "bmp-rle-9000.bmp",
			"webp-16383.webp", "webp-bomb.webp", "webp-bomb-9000.webp", "webp-animated-canvas.webp", "tiff-65535.tif",
			"tiff-4g.tif", "tiff-bomb.tif");

	private static final int CASES = 233;

	private static final int NATIVE_CASES = 99;

	private static final PixelLimit LIMIT = new PixelLimit(50_000_000);

	private static final long MOST_BYTES = 64 << 20;

	// a guard, and no measure of speed
	private static final Duration HANGS = Duration.ofMinutes(1);

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	@TestFactory
	Stream<DynamicTest> refusesOrDecodes() {
		return SharedData.tests("hostile/hostile.json", CASES, (row) -> true, (row) -> test(row, NativeDecoders.NONE));
	}

	@TestFactory
	Stream<DynamicTest> refusesOrDecodesWithLibjpegTurboAndLibwebp() {
		return SharedData.tests("hostile/hostile.json", NATIVE_CASES,
				(row) -> row.get("file").asString().matches(".*\\.(jpg|webp)"), this::testNative);
	}

	private DynamicTest testNative(JsonNode row) {
		NativeDecoders natives = NativeDecoders.INSTALLED;
		DynamicTest test = test(row, natives);
		return DynamicTest.dynamicTest(test.getDisplayName(), () -> {
			assumeThat(row.get("file").asString().endsWith(".jpg") ? natives.jpeg() : natives.webp())
				.as("libjpeg-turbo or libwebp of this machine")
				.isNotNull();
			test.getExecutable().execute();
		});
	}

	private DynamicTest test(JsonNode row, NativeDecoders natives) {
		String file = row.get("file").asString();
		return DynamicTest.dynamicTest(file + ": " + row.get("what").asString(), () -> {
			byte[] encoded = SharedData.bytes("hostile/" + file);
			assertTimeoutPreemptively(HANGS, () -> judge(row, file, encoded, natives));
		});
	}

	private static void judge(JsonNode row, String file, byte[] encoded, NativeDecoders natives) {
		RgbImage image = null;
		FailureKind refusal = null;
		long before = THREADS.getCurrentThreadAllocatedBytes();
		try {
			ImageDecoder decoder = ImageDecoder.open(encoded, LIMIT, natives).upright();
			assertThat(decoder.memoryBytes() + decoder.rareBytes()).isLessThan(MOST_BYTES);
			image = decoder.decode(Decoding.UNLIMITED);
		}
		catch (ServiceException ex) {
			refusal = ex.kind();
		}
		assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
		judge(row, file, image, refusal);
	}

	private static void judge(JsonNode row, String file, @Nullable RgbImage image, @Nullable FailureKind refusal) {
		if (refusal != null) {
			assertThat(row.get("expected").asString()).isNotEqualTo("decode");
			assertThat(CALLERS_FAULT).contains(refusal);
			assertThat(refusal == FailureKind.IMAGE_TOO_LARGE).isEqualTo(TOO_LARGE.contains(file));
		}
		else {
			assertThat(row.get("expected").asString()).isNotEqualTo("reject-4xx");
		}
		if (image != null && "decode".equals(row.get("expected").asString())) {
			assertThat(Digests.sha256(image.samples()))
				.isEqualTo(row.get("pillow").get("rgb").get("sha256").asString());
		}
	}

}
