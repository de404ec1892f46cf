package io.efficientnet.classifier.image;

import java.io.IOException;

/**
 * A frame the right way up.
 *
 * @param stored the frame as it is stored
 * @param orientation of the stored frame
 */
record TurnedFrame(FrameDecoder stored, Orientation orientation) implements FrameDecoder {

	@Override
	public int width() {
		return this.orientation.isSideways() ? this.stored.height() : this.stored.width();
	}

	@Override
	public int height() {
		return this.orientation.isSideways() ? this.stored.width() : this.stored.height();
	}

	@Override
	public long memoryBytes() {
		long copy = (this.orientation == Orientation.NORMAL) ? 0 : RgbImage.bytes(width(), height());
		return this.stored.memoryBytes() + copy;
	}

	@Override
	public long rareBytes() {
		return this.stored.rareBytes();
	}

	@Override
	public TurnedFrame draft(int leastWidth, int leastHeight) {
		boolean isSideways = this.orientation.isSideways();
		return new TurnedFrame(
				this.stored.draft(isSideways ? leastHeight : leastWidth, isSideways ? leastWidth : leastHeight),
				this.orientation);
	}

	@Override
	public RgbImage decode(DecodeTime time) throws IOException {
		return this.orientation.turn(this.stored.decode(time));
	}

}
