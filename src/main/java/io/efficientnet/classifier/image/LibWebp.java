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
 * libwebp, where it is installed: the decoder of Pillow. Calls keep their thread in
 * native code, so they belong on platform threads. Safe for concurrent use.
 *
 * @see <a href="https://developers.google.com/speed/webp/docs/api">WebP API</a>
 */
final class LibWebp {

	/** What a set of prefix codes takes at least: tables of five codes. */
	static final long CODE_SET_BYTES = 6_000;

	private static final List<String> LIBRARIES = List.of("libwebp.so.7", "libwebp.7.dylib");

	// argb samples, and what transforms and codes take in usual files
	private static final int LOSSLESS_PIXEL_BYTES = 6;

	private static final @Nullable LibWebp INSTALLED = NativeLibrary.find(LIBRARIES, LibWebp::new);

	private final MethodHandle getInfo;

	private final MethodHandle decode;

	private LibWebp(NativeLibrary library) {
		this.getInfo = library.function("WebPGetInfo",
				FunctionDescriptor.of(JAVA_INT, ADDRESS, NativeLibrary.SIZE, ADDRESS, ADDRESS));
		this.decode = library.function("WebPDecodeRGBInto",
				FunctionDescriptor.of(ADDRESS, ADDRESS, NativeLibrary.SIZE, ADDRESS, NativeLibrary.SIZE, JAVA_INT));
	}

	/**
	 * The library of this machine.
	 * @return null where there is none
	 */
	static @Nullable LibWebp installed() {
		return INSTALLED;
	}

	/**
	 * What a decode holds beside the heap.
	 * @param encodedBytes length of the file
	 * @param width in pixels
	 * @param height in pixels
	 * @param isLossless whether the whole picture is held once more, as libwebp does
	 * @return bytes
	 */
	static long memoryBytes(long encodedBytes, int width, int height, boolean isLossless) {
		long work = isLossless ? (long) width * height * LOSSLESS_PIXEL_BYTES : 0;
		return encodedBytes + RgbImage.bytes(width, height) + work;
	}

	/**
	 * Decodes a still picture.
	 * @param encoded the whole file
	 * @param width of the picture, as checked
	 * @param height of the picture, as checked
	 * @return {@code [height][width][3]}
	 * @throws IIOException if libwebp reads another size, or finds damage
	 */
	byte[] decode(byte[] encoded, int width, int height) throws IOException {
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment file = arena.allocateFrom(ValueLayout.JAVA_BYTE, encoded);
			requireSize(file, width, height, arena);
			MemorySegment rgb = arena.allocate(RgbImage.bytes(width, height));
			MemorySegment result = (MemorySegment) this.decode.invokeExact(file, file.byteSize(), rgb, rgb.byteSize(),
					width * RgbImage.CHANNELS);
			if (result.address() == 0) {
				throw new IIOException("libwebp finds damage");
			}
			return rgb.toArray(ValueLayout.JAVA_BYTE);
		}
		catch (IOException | RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException("A native function threw", ex);
		}
	}

	/** Two parsers that disagree on the size could be made to leave samples unset. */
	private void requireSize(MemorySegment file, int width, int height, Arena arena) throws Throwable {
		MemorySegment numbers = arena.allocate(JAVA_INT, 2);
		int isRead = (int) this.getInfo.invokeExact(file, file.byteSize(), numbers, numbers.asSlice(4));
		if (isRead == 0 || numbers.getAtIndex(JAVA_INT, 0) != width || numbers.getAtIndex(JAVA_INT, 1) != height) {
			throw new IIOException("Two sizes in one file");
		}
	}

}
