package io.efficientnet.classifier.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.HexFormat;
import java.util.zip.CRC32;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Small encoded images, made on the spot. */
final class ImageFixtures {

	private ImageFixtures() {
	}

	static byte[] sample(String name) {
		try (InputStream resource = ImageFixtures.class.getResourceAsStream("/samples/" + name)) {
			assertThat(resource).as(name).isNotNull();
			return resource.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Samples of every band rise from the upper left, each band at its own pace. */
	static BufferedImage gradient(int width, int height, int type) {
		return gradient(new BufferedImage(width, height, type));
	}

	static BufferedImage gradient(BufferedImage image) {
		for (int y = 0; y < image.getHeight(); y++) {
			for (int x = 0; x < image.getWidth(); x++) {
				for (int band = 0; band < image.getRaster().getNumBands(); band++) {
					int largest = (1 << image.getSampleModel().getSampleSize(band)) - 1;
					image.getRaster().setSample(x, y, band, (x * 5 + y * 3 + band * 70) * 257 % (largest + 1));
				}
			}
		}
		return image;
	}

	static BufferedImage rgba16(int width, int height) {
		int[] order = { 0, 1, 2, 3 };
		return gradient(ImageTypeSpecifier
			.createInterleaved(ColorSpace.getInstance(ColorSpace.CS_sRGB), order, DataBuffer.TYPE_USHORT, true, false)
			.createBufferedImage(width, height));
	}

	static byte[] encode(BufferedImage image, String format) {
		ByteArrayOutputStream encoded = new ByteArrayOutputStream();
		try {
			assertThat(ImageIO.write(image, format, encoded)).as("%s can be written", format).isTrue();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return encoded.toByteArray();
	}

	static byte[] progressiveJpeg(BufferedImage image) {
		ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
		ImageWriteParam options = writer.getDefaultWriteParam();
		options.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
		ByteArrayOutputStream encoded = new ByteArrayOutputStream();
		try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(encoded)) {
			writer.setOutput(output);
			writer.write(null, new IIOImage(image, null, null), options);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			writer.dispose();
		}
		return encoded.toByteArray();
	}

	/** A PNG that ends behind its header. */
	static byte[] pngHeader(int width, int height) {
		ByteBuffer file = ByteBuffer.allocate(33);
		file.put(HexFormat.of().parseHex("89504e470d0a1a0a")).putInt(13);
		file.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height);
		file.put(new byte[] { 8, 2, 0, 0, 0 });
		CRC32 checksum = new CRC32();
		checksum.update(file.array(), 12, 17);
		return file.putInt((int) checksum.getValue()).array();
	}

	/** The file with a chunk right behind its header. */
	static byte[] withPngChunk(byte[] png, String type, byte[] data) {
		int secondChunk = 33;
		ByteBuffer file = ByteBuffer.allocate(png.length + 12 + data.length);
		file.put(png, 0, secondChunk).putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
		CRC32 checksum = new CRC32();
		checksum.update(file.array(), secondChunk + 4, 4 + data.length);
		return file.putInt((int) checksum.getValue()).put(png, secondChunk, png.length - secondChunk).array();
	}

	/** A BMP header of version 3, without a palette. */
	static ByteBuffer bmpHeader(int width, int height, int depth, int compression, int sizeImage, int fileLength) {
		ByteBuffer file = ByteBuffer.allocate(fileLength).order(ByteOrder.LITTLE_ENDIAN);
		file.put((byte) 'B').put((byte) 'M').putInt(fileLength).putInt(0).putInt(54);
		file.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) depth);
		return file.putInt(compression).putInt(sizeImage).putInt(0).putInt(0).putInt(0).putInt(0);
	}

	/** A GIF of one pixel, red, at (1, 1) of a canvas of 3x2 pixels. */
	static byte[] gifWithCanvas(String extension) {
		String screen = "0300" + "0200" + "81" + "02" + "00";
		String palette = "00ff00" + "ff0000" + "0000ff" + "ffffff";
		String frame = "2c" + "0100" + "0100" + "0100" + "0100" + "00" + "02024c0100";
		return HexFormat.of().parseHex("474946383961" + screen + palette + extension + frame + "3b");
	}

	/** The same file with the first marker of a kind replaced by another. */
	static byte[] withMarker(byte[] jpeg, int marker, int other) {
		byte[] changed = jpeg.clone();
		changed[indexOfMarker(jpeg, marker, 0) + 1] = (byte) other;
		return changed;
	}

	/** The same file with a header of its scan that names the first component alone. */
	static byte[] withScanOfFirstComponent(byte[] jpeg) {
		int scan = indexOfMarker(jpeg, 0xda, 0);
		int end = scan + 2 + (jpeg[scan + 3] & 0xff);
		byte[] header = { (byte) 0xff, (byte) 0xda, 0, 8, 1, jpeg[scan + 5], jpeg[scan + 6], 0, 63, 0 };
		return replaced(jpeg, scan, end, header);
	}

	/** A progressive file with stray bytes, and then impossible tables, behind a scan. */
	static byte[] withDamageBehindTheFirstScan(byte[] jpeg) {
		int second = indexOfMarker(jpeg, 0xda, indexOfMarker(jpeg, 0xda, 0) + 2);
		byte[] damage = new byte[2 + 2 + 0x13];
		damage[1] = 1;
		damage[2] = (byte) 0xff;
		damage[3] = (byte) 0xc4;
		damage[5] = 0x13;
		damage[6] = 0x10;
		Arrays.fill(damage, 7, damage.length, (byte) 0xff);
		return replaced(jpeg, second, second, damage);
	}

	static BufferedImage noise(int width, int height) {
		BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
		Random random = new Random(5);
		for (int y = 0; y < height; y++) {
			for (int x = 0; x < width; x++) {
				image.setRGB(x, y, random.nextInt());
			}
		}
		return image;
	}

	private static byte[] replaced(byte[] file, int from, int to, byte[] by) {
		byte[] changed = new byte[file.length - (to - from) + by.length];
		System.arraycopy(file, 0, changed, 0, from);
		System.arraycopy(by, 0, changed, from, by.length);
		System.arraycopy(file, to, changed, from + by.length, file.length - to);
		return changed;
	}

	private static int indexOfMarker(byte[] jpeg, int marker, int from) {
		int i = from;
		while ((jpeg[i] & 0xff) != 0xff || (jpeg[i + 1] & 0xff) != marker) {
			i++;
		}
		return i;
	}

	/** The file with a segment right behind its start marker. */
	static byte[] withJpegSegment(byte[] jpeg, int marker, byte[] payload) {
		ByteBuffer file = ByteBuffer.allocate(jpeg.length + 4 + payload.length);
		file.put(jpeg, 0, 2).put((byte) 0xff).put((byte) marker).putShort((short) (payload.length + 2)).put(payload);
		return file.put(jpeg, 2, jpeg.length - 2).array();
	}

}
