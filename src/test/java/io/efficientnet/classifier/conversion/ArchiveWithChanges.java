package io.efficientnet.classifier.conversion;

import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/** Another archive with tensors taken out or put in. */
final class ArchiveWithChanges implements WeightArchive {

	private final WeightArchive archive;

	private final SortedSet<String> names;

	private final SortedMap<String, Tensor> added = new TreeMap<>();

	ArchiveWithChanges(WeightArchive archive) {
		this.archive = archive;
		this.names = new TreeSet<>(archive.names());
	}

	ArchiveWithChanges without(String name) {
		this.names.remove(name);
		return this;
	}

	ArchiveWithChanges with(String name, Shape shape) {
		this.names.add(name);
		this.added.put(name, Tensor.allocate(shape));
		return this;
	}

	@Override
	public SortedSet<String> names() {
		return this.names;
	}

	@Override
	public Shape shape(String name) {
		return tensor(name).shape();
	}

	@Override
	public Tensor tensor(String name) {
		Tensor tensor = this.added.get(name);
		return (tensor != null) ? tensor : this.archive.tensor(name);
	}

	@Override
	public Map<String, String> metadata() {
		return this.archive.metadata();
	}

}
