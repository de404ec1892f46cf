package io.efficientnet.classifier.conversion;

import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** Names and extents of several archives in one, each under a prefix. */
final class ShapesOnly implements WeightArchive {

	private final SortedMap<String, Shape> shapes = new TreeMap<>();

	ShapesOnly with(String prefix, WeightArchive archive) {
		archive.names().forEach((name) -> this.shapes.put(prefix + name, archive.shape(name)));
		return this;
	}

	ShapesOnly with(String name, Shape shape) {
		this.shapes.put(name, shape);
		return this;
	}

	ShapesOnly without(String name) {
		this.shapes.remove(name);
		return this;
	}

	@Override
	public SortedSet<String> names() {
		return new TreeSet<>(this.shapes.keySet());
	}

	@Override
	public Shape shape(String name) {
		return Objects.requireNonNull(this.shapes.get(name));
	}

	@Override
	public Tensor tensor(String name) {
		throw new UnsupportedOperationException("There are no numbers");
	}

	@Override
	public Map<String, String> metadata() {
		return Map.of();
	}

}
