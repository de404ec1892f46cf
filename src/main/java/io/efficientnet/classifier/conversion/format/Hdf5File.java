package io.efficientnet.classifier.conversion.format;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.efficientnet.classifier.failure.ServiceException;

/**
 * The datasets of an HDF5 file as h5py writes it by default.
 *
 * <p>
 * Read are groups as trees of symbol tables, datasets in one piece ("contiguous") or in
 * their header ("compact"), headers that go on in any number of blocks, and the text
 * attribute "name"; other attributes, among them the lists of layers and weights that
 * Keras cuts into {@code weight_names0}, {@code weight_names1}, .., are not needed.
 * Refused by their names are chunks, filters such as gzip and shuffle, virtual datasets,
 * data in other files, big-endian numbers, and what h5py writes with
 * {@code libver="latest"} or {@code track_order}: newer superblocks, headers and groups,
 * and with them attributes in a heap ("dense"). Soft links are passed over. Each group
 * and node is visited once, so that a tree that holds itself is an error and no endless
 * walk.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html">the
 * format</a>
 */
final class Hdf5File {

	static final String SIGNATURE = "\211HDF\r\n\032\n";

	private static final String NAME = "HDF5 file";

	private static final int MAX_DEPTH = 16;

	/** Several times what the largest network needs, summed over all groups. */
	private static final int MAX_LINKS = 1 << 16;

	private static final int MAX_PATH_LENGTH = 1024;

	/** A symbol table entry of a link by name, which leads anywhere. */
	private static final int SYMBOLIC_LINK = 2;

	private final MemorySegment file;

	private final Map<String, StoredTensor> datasets = new TreeMap<>();

	private final Map<String, String> groupNames = new HashMap<>();

	private final Set<Long> visited = new HashSet<>();

	private int links;

	private Hdf5File(MemorySegment file) {
		this.file = file;
	}

	/**
	 * Reads all groups.
	 * @param file the whole file
	 * @return what is in them
	 * @throws ServiceException {@code INVALID_REQUEST} with the first thing that is wrong
	 */
	static Hdf5File read(MemorySegment file) {
		Hdf5File hdf5 = new Hdf5File(file);
		hdf5.readObject("", hdf5.rootHeader(), 0);
		return hdf5;
	}

	/**
	 * All datasets of numbers.
	 * @return by their paths, parted by slashes
	 */
	Map<String, StoredTensor> datasets() {
		return this.datasets;
	}

	/**
	 * What groups say in their attribute "name".
	 * @return by the paths of the groups
	 */
	Map<String, String> groupNames() {
		return this.groupNames;
	}

	private long rootHeader() {
		ByteCursor in = at(0);
		in.expect(SIGNATURE);
		int version = in.u8();
		if (version > 1) {
			throw Hdf5ObjectHeader.newer(NAME, "it");
		}
		in.skip(4);
		// Sizes of addresses and of lengths
		if (in.u16() != 0x0808) {
			throw in.malformed("its addresses are not of 8 bytes");
		}
		in.skip((version == 1) ? 13 : 9);
		long base = in.i64();
		if (base != 0) {
			throw in.malformed("it does not begin at its first byte");
		}
		in.skip(3 * Long.BYTES);
		in.skip(Long.BYTES);
		return in.i64();
	}

	private void readObject(String path, long address, int depth) {
		visit(address);
		if (depth > MAX_DEPTH || path.length() > MAX_PATH_LENGTH) {
			throw malformed("its groups are nested deeper than %d".formatted(MAX_DEPTH));
		}
		Hdf5ObjectHeader header = Hdf5ObjectHeader.read(NAME, this.file, address);
		ByteCursor group = header.group();
		if (group == null) {
			StoredTensor tensor = header.dataset(path);
			if (tensor != null) {
				put(path, tensor);
			}
			return;
		}
		String groupName = header.name();
		if (groupName != null) {
			this.groupNames.put(path, groupName);
		}
		long tree = group.i64();
		MemorySegment names = heap(group.i64());
		for (Link link : links(tree)) {
			String name = name(names, link.name());
			if (name.isEmpty() || name.contains("/")) {
				throw malformed("it links to the name %s".formatted(Refusal.quoted(name)));
			}
			readObject(path.isEmpty() ? name : path + "/" + name, link.header(), depth + 1);
		}
	}

	private void put(String path, StoredTensor tensor) {
		if (this.datasets.put(path, tensor) != null) {
			throw malformed("it has two datasets %s".formatted(Refusal.quoted(path)));
		}
		if (this.datasets.size() > StoredWeights.MAX_TENSORS) {
			throw malformed("it holds more than %d datasets".formatted(StoredWeights.MAX_TENSORS));
		}
	}

	private MemorySegment heap(long address) {
		ByteCursor in = at(address);
		in.expect("HEAP");
		in.skip(4);
		long size = in.i64();
		in.skip(Long.BYTES);
		in.moveTo(in.i64());
		return in.slice(size);
	}

	private static String name(MemorySegment heap, long offset) {
		ByteCursor in = new ByteCursor(NAME, heap, offset);
		int length = 0;
		while (in.u8() != 0) {
			length++;
			if (length > MAX_PATH_LENGTH) {
				throw in.malformed("the name of a group or dataset does not end");
			}
		}
		in.moveTo(offset);
		return in.text(length, StandardCharsets.UTF_8);
	}

	private List<Link> links(long tree) {
		List<Link> links = new ArrayList<>();
		List<Long> nodes = new ArrayList<>(List.of(tree));
		while (!nodes.isEmpty()) {
			readNode(nodes.removeLast(), nodes, links);
		}
		return links;
	}

	private void readNode(long address, List<Long> nodes, List<Link> links) {
		visit(address);
		ByteCursor in = at(address);
		if (in.u8() == 'S') {
			in.moveTo(address);
			readSymbols(in, links);
			return;
		}
		in.moveTo(address);
		in.expect("TREE");
		if (in.u8() != 0) {
			throw in.malformed("a group is not a tree of names");
		}
		in.skip(1);
		int children = in.u16();
		count(children);
		in.skip(2 * Long.BYTES);
		for (int i = 0; i < children; i++) {
			in.skip(Long.BYTES);
			nodes.add(in.i64());
		}
	}

	private void readSymbols(ByteCursor in, List<Link> links) {
		in.expect("SNOD");
		in.skip(2);
		int symbols = in.u16();
		count(symbols);
		for (int i = 0; i < symbols; i++) {
			long name = in.i64();
			long header = in.i64();
			int kind = in.i32();
			in.skip(20);
			if (kind != SYMBOLIC_LINK) {
				links.add(new Link(name, header));
			}
		}
	}

	// Nodes may overlap, so that the length of the file is no bound
	private void count(int more) {
		this.links += more;
		if (this.links > MAX_LINKS) {
			throw malformed("its groups have more than %d members".formatted(MAX_LINKS));
		}
	}

	private void visit(long address) {
		if (!this.visited.add(address)) {
			throw malformed("a group or dataset at byte %s is linked twice".formatted(Long.toUnsignedString(address)));
		}
	}

	private ByteCursor at(long address) {
		return new ByteCursor(NAME, this.file, address);
	}

	private static ServiceException malformed(String reason) {
		return Refusal.malformed(NAME, reason);
	}

	/**
	 * A member of a group.
	 *
	 * @param name where it begins in the group's heap
	 * @param header address of the object
	 */
	private record Link(long name, long header) {
	}

}
