package io.efficientnet.classifier.image;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

import javax.imageio.IIOException;

import org.jspecify.annotations.Nullable;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * libjpeg-turbo, where it is installed: the decoder of Pillow, which gives the same
 * samples as ImageIO's in two fifths of the time. Calls keep their thread in native code,
 * so they belong on platform threads. Safe for concurrent use.
 *
 * @see <a href="https://libjpeg-turbo.org/Documentation/Documentation">TurboJPEG API,
 * version 2.0 and later</a>
 */
final class TurboJpeg {

	private static final List<String> LIBRARIES = List.of("libturbojpeg.so.0", "libturbojpeg.0.dylib");

	private static final int PIXEL_FORMAT_RGB = 0;

	private static final int NO_FLAGS = 0;

	private static final @Nullable TurboJpeg INSTALLED = NativeLibrary.find(LIBRARIES, TurboJpeg::new);

	private final MethodHandle initDecompress;

	private final MethodHandle decompressHeader;

	private final MethodHandle decompress;

	private final MethodHandle destroy;

	private TurboJpeg(NativeLibrary library) {
		this.initDecompress = library.function("tjInitDecompress", FunctionDescriptor.of(ADDRESS));
		this.decompressHeader = library.function("tjDecompressHeader3", FunctionDescriptor.of(JAVA_INT, ADDRESS,
				ADDRESS, NativeLibrary.SIZE, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
		this.decompress = library.function("tjDecompress2", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS,
				NativeLibrary.SIZE, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
		this.destroy = library.function("tjDestroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));
	}

	/**
	 * The library of this machine.
	 * @return null where there is none
	 */
	static @Nullable TurboJpeg installed() {
		return INSTALLED;
	}

	/**
	 * What a decode holds beside the heap and libjpeg's own tables.
	 * @param encodedBytes length of the file
	 * @param width in pixels
	 * @param height in pixels
	 * @return bytes
	 */
	static long memoryBytes(long encodedBytes, int width, int height) {
		return encodedBytes + RgbImage.bytes(width, height);
	}

	/**
	 * Decodes a gray, YCbCr or RGB picture.
	 * @param encoded the whole file
	 * @param width of the picture, as checked
	 * @param height of the picture, as checked
	 * @param divisor 1, 2, 4 or 8: how many rows and columns become one
	 * @return the picture, or null where libjpeg complains: of damage, or of memory that
	 * it does not get. An error that follows a warning looks like a warning, so that it
	 * is not known whether all samples are set.
	 * @throws IIOException if libjpeg reads another size
	 */
	@Nullable RgbImage decode(byte[] encoded, int width, int height, int divisor) throws IOException {
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment file = arena.allocateFrom(ValueLayout.JAVA_BYTE, encoded);
			MemorySegment decompressor = (MemorySegment) this.initDecompress.invokeExact();
			if (decompressor.address() == 0) {
				return null;
			}
			try {
				requireSize(decompressor, file, width, height, arena);
				return picture(decompressor, file, divided(width, divisor), divided(height, divisor), arena);
			}
			finally {
				int _ = (int) this.destroy.invokeExact(decompressor);
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException("A native function threw", ex);
		}
	}

	/** Rows or columns of a picture that is decoded to fewer. */
	static int divided(int length, int divisor) {
		return Math.ceilDiv(length, divisor);
	}

	/** Two parsers that disagree on the size could be made to leave samples unset. */
	private void requireSize(MemorySegment decompressor, MemorySegment file, int width, int height, Arena arena)
			throws Throwable {
		MemorySegment numbers = arena.allocate(JAVA_INT, 4);
		// Fails for samplings without a name, which are decoded nevertheless
		int _ = (int) this.decompressHeader.invokeExact(decompressor, file, file.byteSize(), numbers,
				numbers.asSlice(4), numbers.asSlice(8), numbers.asSlice(12));
		if (numbers.getAtIndex(JAVA_INT, 0) != width || numbers.getAtIndex(JAVA_INT, 1) != height) {
			throw new IIOException("Two sizes in one file");
		}
	}

	private @Nullable RgbImage picture(MemorySegment decompressor, MemorySegment file, int width, int height,
			Arena arena) throws Throwable {
		int stride = width * RgbImage.CHANNELS;
		MemorySegment rgb = arena.allocate(RgbImage.bytes(width, height));
		int result = (int) this.decompress.invokeExact(decompressor, file, file.byteSize(), rgb, width, stride, height,
				PIXEL_FORMAT_RGB, NO_FLAGS);
		return (result == 0) ? new RgbImage(width, height, rgb.toArray(ValueLayout.JAVA_BYTE)) : null;
	}

}
