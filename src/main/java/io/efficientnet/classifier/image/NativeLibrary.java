package io.efficientnet.classifier.image;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** A C library of this machine. */
final class NativeLibrary {

	private static final Linker LINKER = Linker.nativeLinker();

	/** {@code size_t} and {@code unsigned long}. */
	static final MemoryLayout SIZE = Objects.requireNonNull(LINKER.canonicalLayouts().get("long"));

	private final SymbolLookup symbols;

	private NativeLibrary(SymbolLookup symbols) {
		this.symbols = symbols;
	}

	/**
	 * Opens the first library that is there, for as long as the process lives.
	 * @param names of files, each for another system
	 * @param binding looks up the functions that are needed
	 * @param <T> type of the binding
	 * @return null where there is none, or only one without these functions
	 */
	@SuppressWarnings("restricted")
	static <T> @Nullable T find(List<String> names, Function<NativeLibrary, T> binding) {
		for (String name : names) {
			try {
				return binding.apply(new NativeLibrary(SymbolLookup.libraryLookup(name, Arena.global())));
			}
			catch (IllegalArgumentException | NoSuchElementException ex) {
				// Not this one: not there, or older than these functions
			}
		}
		return null;
	}

	@SuppressWarnings("restricted")
	MethodHandle function(String name, FunctionDescriptor type) {
		return LINKER.downcallHandle(this.symbols.findOrThrow(name), type);
	}

}
