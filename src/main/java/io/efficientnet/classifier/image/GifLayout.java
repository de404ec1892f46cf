package io.efficientnet.classifier.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import javax.imageio.IIOException;

/**
 * Where the first frame of a GIF lies on the canvas, in pixels.
 *
 * @param canvasWidth large enough for the frame
 * @param canvasHeight large enough for the frame
 * @param left first column of the frame
 * @param top first row of the frame
 * @param width of the frame
 * @param height of the frame
 * @param fillIndex entry of the palette that fills the rest
 * @see <a href="https://www.w3.org/Graphics/GIF/spec-gif89a.txt">GIF89a</a>
 */
record GifLayout(int canvasWidth, int canvasHeight, int left, int top, int width, int height, int fillIndex) {

	private static final int SCREEN_SIZE_OFFSET = 6;

	private static final int SCREEN_END = 13;

	private static final int TABLE_FLAG = 0x80;

	private static final int EXTENSION = 0x21;

	private static final int GRAPHIC_CONTROL = 0xf9;

	private static final int IMAGE = 0x2c;

	private static final int TRAILER = 0x3b;

	static GifLayout parse(byte[] encoded) throws IIOException {
		ByteBuffer file = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
		file.position(SCREEN_SIZE_OFFSET);
		int screenWidth = unsignedShort(file);
		int screenHeight = unsignedShort(file);
		int flags = file.get();
		file.position(SCREEN_END + (((flags & TABLE_FLAG) != 0) ? 3 << ((flags & 7) + 1) : 0));
		int fillIndex = skipToImage(file);
		int left = unsignedShort(file);
		int top = unsignedShort(file);
		int width = unsignedShort(file);
		int height = unsignedShort(file);
		return new GifLayout(Math.max(screenWidth, left + width), Math.max(screenHeight, top + height), left, top,
				width, height, fillIndex);
	}

	boolean isWholeCanvas() {
		return this.width == this.canvasWidth && this.height == this.canvasHeight;
	}

	private static int skipToImage(ByteBuffer file) throws IIOException {
		int transparent = 0;
		while (true) {
			switch (file.get()) {
				case IMAGE -> {
					return transparent;
				}
				case TRAILER -> throw new IIOException("No image");
				case EXTENSION -> {
					if ((file.get() & 0xff) == GRAPHIC_CONTROL && (file.get(file.position() + 1) & 1) != 0) {
						transparent = file.get(file.position() + 4) & 0xff;
					}
					skipBlocks(file);
				}
				default -> {
					// stray bytes between blocks are passed over, as Pillow does
				}
			}
		}
	}

	private static void skipBlocks(ByteBuffer file) {
		int length = file.get() & 0xff;
		while (length != 0) {
			file.position(file.position() + length);
			length = file.get() & 0xff;
		}
	}

	private static int unsignedShort(ByteBuffer file) {
		return file.getShort() & 0xffff;
	}

}
