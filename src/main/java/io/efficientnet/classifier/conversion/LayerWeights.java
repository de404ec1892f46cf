package io.efficientnet.classifier.conversion;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.efficientnet.classifier.conversion.ParameterNames.NormNames;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * The tensors of an archive, layer by layer, each checked against what the layer needs.
 */
final class LayerWeights {

	private static final String STEP_COUNTER = ".num_batches_tracked";

	// Keras files hold the input normalisation, wrongly; preprocessing does it instead
	private static final Pattern INPUT_NORMALIZATION = Pattern.compile("normalization(_\\d+)?/.*");

	private final WeightArchive archive;

	private final EfficientNetVariant variant;

	private final WeightSet weightSet;

	private final ParameterNames names;

	private final SortedSet<String> used = new TreeSet<>();

	LayerWeights(WeightArchive archive, EfficientNetVariant variant, WeightSet weightSet) {
		this.archive = archive;
		this.variant = variant;
		this.weightSet = weightSet;
		this.names = weightSet.source().names();
	}

	/**
	 * The number of classes, which is free.
	 * @return outputs of the classifier in the archive
	 * @throws ServiceException {@code INVALID_REQUEST} if there is no classifier, or one
	 * of no class or more than {@link Layer#MOST_CLASSES}
	 */
	int classes() {
		Layer oneClass = Layer.classifier(this.variant.spec(), 1);
		String name = this.names.kernel(oneClass);
		requirePresent(name, "of the classifier");
		Shape found = this.archive.shape(name);
		if (found.rank() != 2) {
			throw mismatch(name, found, "two extents");
		}
		int classes = this.names.layout().classes(found);
		if (classes < 1 || classes > Layer.MOST_CLASSES) {
			throw refusal("Tensor %s %s is for %d classes; a model has 1 to %d".formatted(name, found, classes,
					Layer.MOST_CLASSES));
		}
		return classes;
	}

	FoldedLayer layer(Layer layer) {
		String kernelName = this.names.kernel(layer);
		Tensor stored = tensor(kernelName, this.names.layout().kernelShape(layer));
		Tensor kernel = this.names.layout().kernel(layer, stored);
		if (!this.names.layout().isNormalized(layer.role())) {
			return new FoldedLayer(kernel, vector(this.names.bias(layer), layer));
		}
		NormNames norm = this.names.norm(layer);
		return FoldedLayer.of(kernel,
				new FoldedLayer.BatchNorm(vector(norm.scale(), layer).data(), vector(norm.shift(), layer).data(),
						vector(norm.mean(), layer).data(), vector(norm.variance(), layer).data(),
						this.weightSet.epsilon()));
	}

	/**
	 * The tensors that layers were made of.
	 * @return their names in ascending order
	 */
	SortedSet<String> used() {
		return this.used;
	}

	void requireAllUsed() {
		List<String> unused = this.archive.names()
			.stream()
			.filter((name) -> !this.used.contains(name))
			.filter((name) -> !name.endsWith(STEP_COUNTER) && !INPUT_NORMALIZATION.matcher(name).matches())
			.toList();
		if (!unused.isEmpty()) {
			throw refusal("%d tensors have no place in %s: %s".formatted(unused.size(), this.variant.id(),
					NameList.of(unused.stream().map((name) -> name + " " + this.archive.shape(name)).toList())));
		}
	}

	private Tensor vector(String name, Layer layer) {
		return tensor(name, Shape.of(layer.out()));
	}

	private Tensor tensor(String name, Shape expected) {
		requirePresent(name, expected.toString());
		Shape found = this.archive.shape(name);
		if (!found.equals(expected)) {
			throw mismatch(name, found, expected.toString());
		}
		this.used.add(name);
		return this.archive.tensor(name);
	}

	private void requirePresent(String name, String expected) {
		if (!this.archive.names().contains(name)) {
			throw refusal("Tensor %s %s is missing for %s".formatted(name, expected, this.variant.id()));
		}
	}

	private ServiceException mismatch(String name, Shape found, String expected) {
		return refusal("Tensor %s is %s, but %s needs %s".formatted(name, found, this.variant.id(), expected));
	}

	private static ServiceException refusal(String message) {
		return new ServiceException(FailureKind.INVALID_REQUEST, message);
	}

}
