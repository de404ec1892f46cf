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
	 * even, as torchvision's {@code Resize} and {@code CenterCrop} do.
	 * @param recipe of a network
	 * @param width of the source, in pixels
	 * @param height of the source, in pixels
	 * @param limit for the whole result
	 * @return the request whose window is the crop
	 */
	static ResizeRequest of(Preprocessing recipe, int width, int height, PixelLimit limit) {
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
