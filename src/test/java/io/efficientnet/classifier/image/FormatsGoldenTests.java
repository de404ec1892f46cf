package io.efficientnet.classifier.image;

import java.util.Map;
import java.util.stream.Stream;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/** One small image of every kind, against what Pillow 13 makes of it. */
class FormatsGoldenTests {

	// most levels apart; the decoders of Java repeat chroma that the native ones
	// interpolate
	private static final Map<String, Integer> APPROXIMATE = Map.of("jpeg-440.jpg", 20, "jpeg-mixed-sampling.jpg", 20,
			"webp-lossy.webp", 27, "webp-lossy-odd.webp", 15, "webp-lossy-alpha.webp", 45);

	private static final String NO_ARITHMETIC = "libjpeg 6b lacks the decoder";

	private static final Map<String, String> REFUSED_BY_JAVA = Map.of("jpeg-arithmetic.jpg", NO_ARITHMETIC,
			"jpeg-arithmetic-progressive.jpg", NO_ARITHMETIC);

	private static final Map<String, String> REFUSED = Map.of("tiff-g4.tif", "for documents, not for photos",
			"tiff-jpeg.tif", "rare");

	private static final int CASES = 153;

	private static final int NATIVE_CASES = 72;

	private static final int TURNED_CASES = 16;

	private static final PixelLimit LIMIT = new PixelLimit(1_000_000);

	@TestFactory
	Stream<DynamicTest> decodesAsPillowOrRefuses() {
		return SharedData.tests("formats/formats.json", CASES, (row) -> true, this::test);
	}

	@TestFactory
	Stream<DynamicTest> decodesExactlyAsPillowWithLibjpegTurboAndLibwebp() {
		return SharedData.tests("formats/formats.json", NATIVE_CASES,
				(row) -> row.get("file").asString().matches(".*\\.(jpg|webp)"), this::testNative);
	}

	@TestFactory
	Stream<DynamicTest> turnsAsExifTransposeDoes() {
		return SharedData.tests("formats/formats.json", TURNED_CASES, FormatsGoldenTests::isTurned, this::testTurned);
	}

	private static boolean isTurned(JsonNode row) {
		return row.get("pillow").has("orientation");
	}

	private DynamicTest testTurned(JsonNode row) {
		String file = row.get("file").asString();
		return DynamicTest.dynamicTest(file + ": " + row.get("what").asString(), () -> {
			ImageDecoder decoder = ImageDecoder.open(SharedData.bytes("formats/" + file), LIMIT).upright();
			RgbImage image = decoder.decode(Decoding.UNLIMITED);
			JsonNode golden = row.get("pillow").get("exif_transposed");
			assertThat(image.widthPixels()).isEqualTo(decoder.width()).isEqualTo(golden.get("size").get(0).asInt());
			assertThat(image.heightPixels()).isEqualTo(decoder.height()).isEqualTo(golden.get("size").get(1).asInt());
			assertThat(Digests.sha256(image.samples())).isEqualTo(golden.get("sha256").asString());
			assertThat(decoder.orientation()).isEqualTo(Orientation.of(row.get("pillow").get("orientation").asInt()));
		});
	}

	private DynamicTest test(JsonNode row) {
		String file = row.get("file").asString();
		return DynamicTest.dynamicTest(file + ": " + row.get("what").asString(), () -> {
			if (isRejected(row)) {
				refuses(file, FailureKind.UNSUPPORTED_FORMAT);
			}
			else if (REFUSED.containsKey(file) || REFUSED_BY_JAVA.containsKey(file)) {
				refuses(file, FailureKind.UNDECODABLE_IMAGE);
			}
			else if (APPROXIMATE.containsKey(file)) {
				isNear(decode(file), decode(row.get("reference").asString()), APPROXIMATE.get(file));
			}
			else {
				isEqual(decode(file), row.get("pillow"));
			}
		});
	}

	private DynamicTest testNative(JsonNode row) {
		String file = row.get("file").asString();
		return DynamicTest.dynamicTest(file + ": " + row.get("what").asString(), () -> {
			if (isRejected(row)) {
				refuses(file, FailureKind.UNSUPPORTED_FORMAT);
				return;
			}
			NativeDecoders natives = NativeDecoders.INSTALLED;
			assumeThat(file.endsWith(".jpg") ? natives.jpeg() : natives.webp())
				.as("libjpeg-turbo or libwebp of this machine")
				.isNotNull();
			isEqual(ImageDecoder.open(SharedData.bytes("formats/" + file), LIMIT, natives).decode(Decoding.UNLIMITED),
					row.get("pillow"));
		});
	}

	private static boolean isRejected(JsonNode row) {
		return "reject".equals(row.get("expected").asString());
	}

	private static void isEqual(RgbImage image, JsonNode pillow) {
		JsonNode golden = pillow.has("rgb_high_byte") ? pillow.get("rgb_high_byte") : pillow.get("rgb");
		assertThat(image.widthPixels()).isEqualTo(golden.get("size").get(0).asInt());
		assertThat(image.heightPixels()).isEqualTo(golden.get("size").get(1).asInt());
		assertThat(Digests.sha256(image.samples())).isEqualTo(golden.get("sha256").asString());
	}

	private static void isNear(RgbImage image, RgbImage reference, int levels) {
		assertThat(image.samples()).hasSameSizeAs(reference.samples());
		for (int i = 0; i < image.samples().length; i++) {
			int difference = (image.samples()[i] & 0xff) - (reference.samples()[i] & 0xff);
			assertThat(Math.abs(difference)).isLessThanOrEqualTo(levels);
		}
	}

	private void refuses(String file, FailureKind kind) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> decode(file))
			.extracting(ServiceException::kind)
			.isEqualTo(kind);
	}

	private RgbImage decode(String file) {
		return ImageDecoder.open(SharedData.bytes("formats/" + file), LIMIT, NativeDecoders.NONE)
			.decode(Decoding.UNLIMITED);
	}

}
