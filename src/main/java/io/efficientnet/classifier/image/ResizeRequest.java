package io.efficientnet.classifier.image;

import io.efficientnet.classifier.model.Preprocessing;

/**
 * What a resize shall do, and which part of its result is wanted.
 *
 * @param filter resampling filter
 * @param box part of the source that is resized
 * @param width of the whole result, in pixels
 * @param height of the whole result, in pixels
 * @param window part of the result that is computed
 */
record ResizeRequest(Preprocessing.Filter filter, Box box, int width, int height, Window window) {

	/**
	 * Resize and centre crop of a recipe. Sizes are truncated and offsets rounded half to
	 * even, as torchvision's {@code Resize} and {@code CenterCrop} do; what is cropped
	 * first is cropped as the original TensorFlow code does it.
	 * @param recipe of a network
	 * @param width of the source, in pixels
	 * @param height of the source, in pixels
	 * @param limit for the whole result
	 * @return the request whose window is the crop
	 */
	static ResizeRequest of(Preprocessing recipe, int width, int height, PixelLimit limit) {
		if (recipe.mode() == Preprocessing.Mode.CROP_FIRST) {
			limit.check(recipe.crop(), recipe.crop());
			return new ResizeRequest(recipe.filter(), square(recipe, width, height), recipe.crop(), recipe.crop(),
					Window.whole(recipe.crop(), recipe.crop()));
		}
		long resizedWidth = recipe.resize();
		long resizedHeight = recipe.resize();
		if (recipe.mode() == Preprocessing.Mode.SHORTEST_SIDE) {
			int shortest = Math.min(width, height);
			resizedWidth = scaled(recipe.resize(), width, shortest);
			resizedHeight = scaled(recipe.resize(), height, shortest);
		}
		limit.check(resizedWidth, resizedHeight);
		Window window = Window.centred(recipe.crop(), (int) resizedWidth, (int) resizedHeight);
		return new ResizeRequest(recipe.filter(), Box.whole(width, height), (int) resizedWidth, (int) resizedHeight,
				window);
	}

	/**
	 * The square of the original {@code preprocessing.py}, whose float32 arithmetic
	 * decides about a pixel. Only of a picture too small for one is a pixel left.
	 */
	private static Box square(Preprocessing recipe, int width, int height) {
		float share = (float) ((double) recipe.crop() / recipe.resize());
		int side = Math.max(1, (int) (share * Math.min(width, height)));
		int left = (width - side + 1) / 2;
		int top = (height - side + 1) / 2;
		return new Box(left, top, left + side, top + side);
	}

	/**
	 * The same resize of the picture in another size.
	 * @param width of the source, in pixels
	 * @param height of the source, in pixels
	 * @return a request for the same result, of all of the source
	 */
	ResizeRequest from(int width, int height) {
		return new ResizeRequest(this.filter, Box.whole(width, height), this.width, this.height, this.window);
	}

	/**
	 * An upper bound of what the resize holds at a time beside its source: samples
	 * between the passes, what the passes hold, weights, and the result.
	 */
	long memoryBytes() {
		if (this.filter == Preprocessing.Filter.NEAREST) {
			return RgbImage.bytes(this.window.width, this.window.height);
		}
		long sourceWidth = (long) Math.ceil(this.box.right - this.box.left);
		if (this.filter == Preprocessing.Filter.TF1_BICUBIC) {
			return LegacyBicubic.mostBytes(sourceWidth, this.window.width, this.window.height);
		}
		ResamplingKernel kernel = ResamplingKernel.of(this.filter);
		long rowTaps = taps(kernel, this.box.bottom - this.box.top, this.height);
		long columnTaps = taps(kernel, this.box.right - this.box.left, this.width);
		long passes = ScalarPasses.mostBytes(sourceWidth, this.window.width);
		long between = Math.max(RgbImage.bytes(this.window.width, 1) * (rowTaps + 2L * ScalarPasses.ROWS),
				RgbImage.CHANNELS * sourceWidth * ScalarPasses.ROWS);
		long weights = Integer.BYTES * (this.window.height * rowTaps + this.window.width * columnTaps + rowTaps);
		return passes + between + weights + RgbImage.bytes(this.window.width, this.window.height);
	}

	private static long taps(ResamplingKernel kernel, float source, int target) {
		return (long) Math.ceil(kernel.support() * Math.max(source / target, 1)) * 2 + 1;
	}

	private static long scaled(int resize, int side, int shortest) {
		return (long) ((double) ((long) resize * side) / shortest);
	}

	/**
	 * Part of a picture, in fractions of pixels.
	 *
	 * @param left edge
	 * @param top edge
	 * @param right edge, exclusive
	 * @param bottom edge, exclusive
	 */
	record Box(float left, float top, float right, float bottom) {

		static Box whole(int width, int height) {
			return new Box(0, 0, width, height);
		}

	}

	/**
	 * Part of a picture, in whole pixels.
	 *
	 * @param left first column
	 * @param top first row
	 * @param width number of columns
	 * @param height number of rows
	 */
	record Window(int left, int top, int width, int height) {

		static Window whole(int width, int height) {
			return new Window(0, 0, width, height);
		}

		static Window centred(int side, int width, int height) {
			return new Window(offset(side, width), offset(side, height), side, side);
		}

		private static int offset(int side, int size) {
			return (int) Math.rint((size - side) / 2.0);
		}

	}

}
