package io.efficientnet.classifier.classification;

import io.efficientnet.classifier.tensor.Tensor;

/**
 * Class activation maps as answers show them.
 */
final class Heatmaps {

	private Heatmaps() {
	}

	/**
	 * Scales a map so that its smallest value is 0 and its largest 1.
	 * @param index of the class
	 * @param map {@code [h][w]}
	 * @return the map by rows; all 0 where it is flat
	 */
	static Classification.Heatmap scaled(int index, Tensor map) {
		int height = map.shape().dimension(0);
		int width = map.shape().dimension(1);
		float min = Float.POSITIVE_INFINITY;
		float max = Float.NEGATIVE_INFINITY;
		for (int i = 0; i < height * width; i++) {
			min = Math.min(min, map.data().get(i));
			max = Math.max(max, map.data().get(i));
		}
		float[][] values = new float[height][width];
		for (int i = 0; i < height * width && max > min; i++) {
			values[i / width][i % width] = (map.data().get(i) - min) / (max - min);
		}
		return new Classification.Heatmap(index, width, height, values);
	}

}
