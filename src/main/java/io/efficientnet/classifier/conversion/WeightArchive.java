package io.efficientnet.classifier.conversion;

import java.util.Map;
import java.util.SortedSet;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * Named floating-point tensors, in the layout of whoever wrote them. Tensors of whole
 * numbers, such as the step counters of batch normalisation, are not part of it.
 */
public interface WeightArchive {

	/**
	 * Names of all tensors.
	 * @return in ascending order
	 */
	SortedSet<String> names();

	/**
	 * The extents of a tensor.
	 * @param name one of {@link #names()}
	 * @return extents, outermost first
	 */
	Shape shape(String name);

	/**
	 * A tensor, widened to float32 where the archive holds narrower numbers.
	 * @param name one of {@link #names()}
	 * @return its elements; they may be a view that lives as long as the archive
	 */
	Tensor tensor(String name);

	/**
	 * What the archive says about itself.
	 * @return free entries
	 */
	Map<String, String> metadata();

}
