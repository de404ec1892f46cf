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

	private static final String REPEATED_CHROMA = "libjpeg 6b repeats chroma rows that libjpeg-turbo interpolates";

	// libjpeg-turbo and libjpeg 6b are up to 20 levels apart on these
	private static final int REPEATED_CHROMA_LEVELS = 20;

	private static final Map<String, String> APPROXIMATE = Map.of("jpeg-440.jpg", REPEATED_CHROMA,
			"jpeg-mixed-sampling.jpg", REPEATED_CHROMA);

	private static final Map<String, String> REFUSED = Map.of("jpeg-arithmetic.jpg", "libjpeg 6b lacks the decoder",
			"jpeg-arithmetic-progressive.jpg", "libjpeg 6b lacks the decoder");

	private static final int CASES = 153;

	private static final int JPEGS = 62;

	private static final PixelLimit LIMIT = new PixelLimit(1_000_000);

	@TestFactory
	Stream<DynamicTest> decodesAsPillowOrRefuses() {
		return SharedData.tests("formats/formats.json", CASES, (row) -> true, this::test);
	}

	@TestFactory
	Stream<DynamicTest> decodesAllJpegsAsPillowWithLibjpegTurbo() {
		return SharedData.tests("formats/formats.json", JPEGS, (row) -> row.get("file").asString().endsWith(".jpg"),
				this::testTurbo);
	}

	private DynamicTest test(JsonNode row) {
		String file = row.get("file").asString();
		return DynamicTest.dynamicTest(file + ": " + row.get("what").asString(), () -> {
			if (isRejected(row) || file.matches(".*\\.(tif|webp)")) {
				refuses(file, FailureKind.UNSUPPORTED_FORMAT);
			}
			else if (REFUSED.containsKey(file)) {
				refuses(file, FailureKind.UNDECODABLE_IMAGE);
			}
			else if (APPROXIMATE.containsKey(file)) {
				isNear(decode(file), decode(row.get("reference").asString()));
			}
			else {
				isEqual(decode(file), row.get("pillow"));
			}
		});
	}

	private DynamicTest testTurbo(JsonNode row) {
		String file = row.get("file").asString();
		return DynamicTest.dynamicTest(file + ": " + row.get("what").asString(), () -> {
			assumeThat(TurboJpeg.installed()).as("libjpeg-turbo of this machine").isNotNull();
			if (isRejected(row)) {
				refuses(file, FailureKind.UNSUPPORTED_FORMAT);
			}
			else {
				isEqual(ImageDecoder.open(SharedData.bytes("formats/" + file), LIMIT).decode(), row.get("pillow"));
			}
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

	private static void isNear(RgbImage image, RgbImage reference) {
		assertThat(image.samples()).hasSameSizeAs(reference.samples());
		for (int i = 0; i < image.samples().length; i++) {
			int difference = (image.samples()[i] & 0xff) - (reference.samples()[i] & 0xff);
			assertThat(Math.abs(difference)).isLessThanOrEqualTo(REPEATED_CHROMA_LEVELS);
		}
	}

	private void refuses(String file, FailureKind kind) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> decode(file))
			.extracting(ServiceException::kind)
			.isEqualTo(kind);
	}

	private RgbImage decode(String file) {
		return ImageDecoder.open(SharedData.bytes("formats/" + file), LIMIT, null).decode();
	}

}
