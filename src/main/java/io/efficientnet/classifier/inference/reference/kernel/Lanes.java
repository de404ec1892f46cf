package io.efficientnet.classifier.inference.reference.kernel;

import java.nio.ByteOrder;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Loads and stores of the machine's preferred vectors, by address. */
final class Lanes {

	static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

	static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

	/** Bytes of a vector. */
	static final long BYTES = FLOATS.vectorByteSize();

	private static final ByteOrder ORDER = ByteOrder.nativeOrder();

	private Lanes() {
	}

	static FloatVector load(long address) {
		return FloatVector.fromMemorySegment(FLOATS, NativeMemory.ALL, address, ORDER);
	}

	static void store(FloatVector vector, long address) {
		vector.intoMemorySegment(NativeMemory.ALL, address, ORDER);
	}

	static FloatVector broadcastAt(long address) {
		return FloatVector.broadcast(FLOATS, NativeMemory.get(address));
	}

	static FloatVector broadcast(float value) {
		return FloatVector.broadcast(FLOATS, value);
	}

}
