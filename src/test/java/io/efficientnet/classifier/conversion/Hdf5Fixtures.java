package io.efficientnet.classifier.conversion;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.efficientnet.classifier.tensor.Shape;

/**
 * Makes HDF5 files as h5py does by default. All datasets are of float16 and share the
 * same zeros, so that whole networks are small.
 */
final class Hdf5Fixtures {

	private static final int MOST_SYMBOLS = 8;

	private static final int MOST_NODES = 32;

	private final ByteBuffer file = ByteBuffer.allocate(4 << 20).order(ByteOrder.LITTLE_ENDIAN);

	private final Map<String, String> groupNames;

	private final long data;

	private Hdf5Fixtures(Map<String, String> groupNames, int dataLength) {
		this.groupNames = groupNames;
		this.file.position(96);
		this.data = this.file.position();
		this.file.position(this.file.position() + dataLength);
	}

	/**
	 * A file of datasets.
	 * @param datasets extents by paths
	 * @param groupNames attribute "name" of groups by their paths
	 * @return the whole file, datasets first
	 */
	static byte[] file(Map<String, Shape> datasets, Map<String, String> groupNames) {
		long most = datasets.values().stream().mapToLong(Shape::elementCount).max().orElse(0);
		Hdf5Fixtures hdf5 = new Hdf5Fixtures(groupNames, Math.toIntExact(Short.BYTES * most + 7) & ~7);
		SortedMap<String, Object> root = new TreeMap<>();
		datasets.forEach((path, shape) -> put(root, path, shape));
		long header = hdf5.group("", root);
		return hdf5.finish(header);
	}

	@SuppressWarnings("unchecked") // values are extents or members
	private static void put(SortedMap<String, Object> members, String path, Shape shape) {
		int slash = path.indexOf('/');
		if (slash < 0) {
			members.put(path, shape);
			return;
		}
		put((SortedMap<String, Object>) members.computeIfAbsent(path.substring(0, slash), (_) -> new TreeMap<>()),
				path.substring(slash + 1), shape);
	}

	private byte[] finish(long root) {
		int end = this.file.position();
		this.file.position(0);
		this.file.putLong(0x0A1A0A0D46444889L).putInt(0).putInt(0x00080800);
		this.file.putShort((short) (MOST_SYMBOLS / 2)).putShort((short) (MOST_NODES / 2)).putInt(0);
		this.file.putLong(0).putLong(-1).putLong(end).putLong(-1);
		this.file.putLong(0).putLong(root);
		byte[] bytes = new byte[end];
		this.file.get(0, bytes);
		return bytes;
	}

	@SuppressWarnings("unchecked") // values are extents or members
	private long group(String path, SortedMap<String, Object> members) {
		ByteBuffer names = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN).putLong(0);
		List<long[]> symbols = new ArrayList<>();
		members.forEach((name, member) -> {
			long offset = names.position();
			names.put(name.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
			names.position((names.position() + 7) & ~7);
			symbols.add(new long[] { offset, (member instanceof Shape shape) ? dataset(shape)
					: group(path + name + "/", (SortedMap<String, Object>) member) });
		});
		long heapData = this.file.position();
		this.file.put(names.flip());
		long heap = this.file.position();
		put("HEAP").putInt(0).putLong(names.limit()).putLong(1).putLong(heapData);
		long tree = tree(symbols);
		String name = this.groupNames.get(path.isEmpty() ? "" : path.substring(0, path.length() - 1));
		long pieces = (name != null) ? pieces(name) : 0;
		long header = header((name != null) ? 2 : 1, 24 + ((name != null) ? 72 : 0));
		message(0x11, 16).putLong(tree).putLong(heap);
		if (name != null) {
			// Version 1, then the lengths of name, type (text of any length) and extents
			message(0x0C, 64).putLong(0x0008_0014_0005_0001L);
			put("name").putInt(0);
			this.file.putInt(0x0119).putInt(16).putInt(0x10).putInt(1).putInt(0x00080000).putInt(0).putLong(1);
			this.file.putInt(name.length()).putLong(pieces).putInt(1);
		}
		return header;
	}

	private long tree(List<long[]> symbols) {
		List<Long> nodes = new ArrayList<>();
		for (int start = 0; start < symbols.size(); start += MOST_SYMBOLS) {
			List<long[]> some = symbols.subList(start, Math.min(symbols.size(), start + MOST_SYMBOLS));
			long node = this.file.position();
			put("SNOD").putShort((short) 1).putShort((short) some.size());
			some.forEach((symbol) -> this.file.putLong(symbol[0]).putLong(symbol[1]).putLong(0).putLong(0).putLong(0));
			this.file.position((int) node + 8 + 40 * MOST_SYMBOLS);
			nodes.add(node);
		}
		long tree = this.file.position();
		put("TREE").putShort((short) 0).putShort((short) nodes.size()).putLong(-1).putLong(-1).putLong(0);
		for (int i = 0; i < nodes.size(); i++) {
			this.file.putLong(nodes.get(i))
				.putLong(symbols.get(Math.min(symbols.size(), (i + 1) * MOST_SYMBOLS) - 1)[0]);
		}
		this.file.position((int) tree + 32 + 16 * MOST_NODES);
		return tree;
	}

	private long pieces(String text) {
		int heap = this.file.position();
		put("GCOL").putInt(1).putLong(4096).putInt(1).putInt(0).putLong(text.length());
		put(text).position((this.file.position() + 7) & ~7);
		this.file.putLong(0).putLong(heap + 4096L - this.file.position() + 8).position(heap + 4096);
		return heap;
	}

	private long dataset(Shape shape) {
		int space = 8 + 8 * shape.rank();
		long header = header(3, 8 + space + 8 + 24 + 8 + 24);
		message(0x01, space).putLong(1 | shape.rank() << 8);
		shape.dimensions().forEach((extent) -> this.file.putLong(extent));
		// Version 1, float of 2 bytes: a sign, 5 bits of exponent, 10 of the rest
		message(0x03, 24).putInt(0x000F2011).putInt(2).putInt(0x00100000).putInt(0x0A00050A).putInt(15).putInt(0);
		message(0x08, 24).putShort((short) 0x0103).putLong(this.data).putLong(Short.BYTES * shape.elementCount());
		this.file.position(this.file.position() + 6);
		return header;
	}

	private long header(int messages, int length) {
		long header = this.file.position();
		this.file.putShort((short) 1).putShort((short) messages).putInt(1).putInt(length).putInt(0);
		return header;
	}

	private ByteBuffer message(int type, int length) {
		return this.file.putShort((short) type).putShort((short) length).putInt(0);
	}

	private ByteBuffer put(String ascii) {
		return this.file.put(ascii.getBytes(StandardCharsets.US_ASCII));
	}

}
