package io.efficientnet.classifier.conversion;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

import io.efficientnet.classifier.conversion.format.StoredTensor;
import io.efficientnet.classifier.conversion.format.StoredWeights;
import io.efficientnet.classifier.conversion.format.WeightFormats;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.failure.ShownText;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * A file of weights, memory-mapped: Safetensors, PyTorch's, Keras' HDF5 or
 * TensorFlow.js'. Float32 tensors are views of the mapping, which are dead once the file
 * is closed. Thread-safe but for closing.
 */
public final class WeightFile implements WeightArchive, AutoCloseable {

	private final Arena arena;

	private final StoredWeights weights;

	private final String prefix;

	private final List<String> others;

	private WeightFile(Arena arena, StoredWeights stored, String prefix) {
		this.arena = arena;
		this.weights = stored.under(prefix);
		this.prefix = prefix;
		this.others = stored.tensors().keySet().stream().filter((name) -> !name.startsWith(prefix)).toList();
	}

	/**
	 * Opens a file and checks where its tensors lie. Of a file that holds a network as a
	 * module beside others, the archive is that network.
	 * @param file to map
	 * @return the open file, to be closed by the caller
	 * @throws IOException if the file cannot be opened or mapped
	 * @throws ServiceException {@code INVALID_REQUEST} if the file is damaged, in no
	 * known format, or holds what is not read, or several networks
	 */
	public static WeightFile open(Path file) throws IOException {
		Arena arena = Arena.ofShared();
		try {
			StoredWeights stored = WeightFormats.read(file, arena);
			String prefix = NetworkPrefix.find(stored.tensors().navigableKeySet(),
					(module) -> new WeightFile(arena, stored, module));
			return new WeightFile(arena, stored, prefix);
		}
		catch (IOException | RuntimeException ex) {
			arena.close();
			throw ex;
		}
	}

	@Override
	public SortedSet<String> names() {
		return Collections.unmodifiableSortedSet(this.weights.tensors().navigableKeySet());
	}

	@Override
	public Shape shape(String name) {
		return stored(name).shape();
	}

	@Override
	public Tensor tensor(String name) {
		return stored(name).read();
	}

	private StoredTensor stored(String name) {
		StoredTensor tensor = this.weights.tensors().get(name);
		if (tensor == null) {
			throw new IllegalArgumentException("No tensor " + name);
		}
		return tensor;
	}

	@Override
	public Map<String, String> metadata() {
		return this.weights.metadata();
	}

	/**
	 * What of the file is no part of the archive.
	 * @return a sentence with the names of a few tensors; empty if the archive is all
	 */
	public Optional<String> leftOut() {
		return this.others.isEmpty() ? Optional.empty()
				: Optional.of("The network lies under '%s'; %d other tensors are left out: %s"
					.formatted(ShownText.of(this.prefix), this.others.size(), NameList.of(this.others)));
	}

	@Override
	public void close() {
		this.arena.close();
	}

}
