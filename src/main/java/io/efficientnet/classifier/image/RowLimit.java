package io.efficientnet.classifier.image;

import java.awt.image.BufferedImage;

import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadUpdateListener;

/** Stops a reader that writes row by row once it has written all rows of the picture. */
final class RowLimit implements IIOReadUpdateListener {

	private int left;

	RowLimit(int rows) {
		this.left = rows;
	}

	@Override
	public void imageUpdate(ImageReader source, BufferedImage image, int minX, int minY, int width, int height,
			int periodX, int periodY, int[] bands) {
		this.left--;
		if (this.left == 0) {
			source.abort();
		}
	}

	@Override
	public void passStarted(ImageReader source, BufferedImage image, int pass, int minPass, int maxPass, int minX,
			int minY, int periodX, int periodY, int[] bands) {
	}

	@Override
	public void passComplete(ImageReader source, BufferedImage image) {
	}

	@Override
	public void thumbnailPassStarted(ImageReader source, BufferedImage thumbnail, int pass, int minPass, int maxPass,
			int minX, int minY, int periodX, int periodY, int[] bands) {
	}

	@Override
	public void thumbnailUpdate(ImageReader source, BufferedImage thumbnail, int minX, int minY, int width, int height,
			int periodX, int periodY, int[] bands) {
	}

	@Override
	public void thumbnailPassComplete(ImageReader source, BufferedImage thumbnail) {
	}

}
