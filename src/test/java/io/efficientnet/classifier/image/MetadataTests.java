package io.efficientnet.classifier.image;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MetadataTests {

	private static final String SIDEWAYS = "01120003000000010006" + "0000";

	@ParameterizedTest
	@CsvSource({ "4d4d002a00000008 0001 011200030000000100060000 00000000, CLOCKWISE",
			"49492a0008000000 0100 120103000100000006000000 00000000, CLOCKWISE",
			"49492a0008000000 0100 120104000100000008000000, COUNTERCLOCKWISE",
			"49492a0008000000 0200 120103000100000006000000 120103000100000003000000, UPSIDE_DOWN" })
	void readsExifInBothOrders(String exif, Orientation expected) {
		assertThat(inExif(exif.replace(" ", ""))).isEqualTo(expected);
		assertThat(inExif("457869660000" + exif.replace(" ", ""))).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "4d4d", "4d4d002a", "4d4d002affffffff", "4d4d002a00000008ffff", "4d4d002a000000080000",
			"4d4d002b000000080001" + SIDEWAYS, "58580000000000080001" + SIDEWAYS,
			"4d4d002a000000080001" + "011200020000000236000000", "4d4d002a000000080001" + "011200057fffffff00000008",
			"4d4d002a000000080001" + "01120003000000000006" + "0000",
			"4d4d002a000000080001" + "01120003000000020006" + "0003",
			"4d4d002a000000080001" + "01120003000000010009" + "0000",
			"4d4d002a000000080001" + "8769000400000001000000" })
	void takesWhatIsDamagedForNone(String exif) {
		assertThat(inExif(exif)).isEqualTo(Orientation.NORMAL);
	}

	@ParameterizedTest
	@CsvSource({ "tiff:Orientation=\"6\", CLOCKWISE", "<tiff:Orientation>3</tiff:Orientation>, UPSIDE_DOWN",
			"tiff:Orientation=\"0\", NORMAL", "exif:Orientation=\"6\", NORMAL" })
	void readsXmp(String xmp, Orientation expected) {
		byte[] bytes = xmp.getBytes(StandardCharsets.US_ASCII);
		Metadata metadata = new Metadata();
		metadata.addXmp(bytes, 0, bytes.length);

		assertThat(metadata.orientation()).isEqualTo(expected);
	}

	@Test
	void believesExifBeforeXmp() {
		byte[] exif = HexFormat.of().parseHex("4d4d002a000000080001" + SIDEWAYS);
		byte[] xmp = "tiff:Orientation=\"3\"".getBytes(StandardCharsets.US_ASCII);
		Metadata metadata = new Metadata();
		metadata.addXmp(xmp, 0, xmp.length);
		metadata.addExif(new byte[0], 0, 0);
		metadata.addExif(exif, 0, exif.length);

		assertThat(metadata.orientation()).isEqualTo(Orientation.CLOCKWISE);
	}

	@Test
	void readsNoEndlessXmp() {
		byte[] xmp = new byte[(1 << 20) + 1];
		byte[] text = "tiff:Orientation=\"3\"".getBytes(StandardCharsets.US_ASCII);
		System.arraycopy(text, 0, xmp, 0, text.length);
		Metadata metadata = new Metadata();
		metadata.addXmp(xmp, 0, xmp.length);

		assertThat(metadata.orientation()).isEqualTo(Orientation.NORMAL);
	}

	@Test
	void isFoundInPng() {
		byte[] png = ImageFixtures.encode(ImageFixtures.gradient(3, 2, BufferedImage.TYPE_BYTE_GRAY), "png");
		byte[] exif = HexFormat.of().parseHex("4d4d002a000000080001" + SIDEWAYS);
		byte[] xmp = "XML:com.adobe.xmp\0\0\0\0\0<tiff:Orientation>8<".getBytes(StandardCharsets.US_ASCII);

		assertThat(orientation(ImageFixtures.withPngChunk(png, "eXIf", exif))).isEqualTo(Orientation.CLOCKWISE);
		assertThat(orientation(ImageFixtures.withPngChunk(png, "iTXt", xmp))).isEqualTo(Orientation.COUNTERCLOCKWISE);
	}

	@Test
	void isFoundInWebpWhereItsFlagSaysSo() {
		byte[] exif = HexFormat.of().parseHex("4d4d002a000000080001" + SIDEWAYS);
		byte[] picture = WebpFixture.flat(2, 1, 0);

		assertThat(
				orientation(WebpFixture.file(WebpFixture.extended(8, 2, 1), picture, WebpFixture.chunk("EXIF", exif))))
			.isEqualTo(Orientation.CLOCKWISE);
		assertThat(
				orientation(WebpFixture.file(WebpFixture.extended(0, 2, 1), picture, WebpFixture.chunk("EXIF", exif))))
			.isEqualTo(Orientation.NORMAL);
		assertThat(orientation(WebpFixture.file(WebpFixture.extended(4, 2, 1), picture,
				WebpFixture.chunk("XMP ", "tiff:Orientation=\"3\"".getBytes(StandardCharsets.US_ASCII)))))
			.isEqualTo(Orientation.UPSIDE_DOWN);
	}

	private static Orientation orientation(byte[] file) {
		return ImageDecoder.open(file, new PixelLimit(1_000)).upright().orientation();
	}

	private static Orientation inExif(String hex) {
		byte[] bytes = HexFormat.of().parseHex(hex);
		Metadata metadata = new Metadata();
		metadata.addExif(bytes, 0, bytes.length);
		return metadata.orientation();
	}

}
