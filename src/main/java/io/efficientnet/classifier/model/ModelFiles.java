package io.efficientnet.classifier.model;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The files of one model: {@code model.onnx} and {@code model.json} in a folder named
 * after it, and perhaps labels of its own.
 */
final class ModelFiles {

	static final String GRAPH = "model.onnx";

	static final String DESCRIPTOR = "model.json";

	static final String LABELS = "labels.csv";

	static final String SELF_TEST = "selftest.json";

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(SerializationFeature.INDENT_OUTPUT)
		.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private ModelFiles() {
	}

	static ModelDescriptor readDescriptor(Path folder) throws IOException {
		return read(folder.resolve(DESCRIPTOR), ModelDescriptor.class, "model.json is not a model description: ");
	}

	static GoldenLogits readGolden(Path folder) throws IOException {
		return read(folder.resolve(SELF_TEST), GoldenLogits.class, "selftest.json does not hold logits: ");
	}

	private static <T> T read(Path file, Class<T> type, String otherwise) throws IOException {
		try (InputStream in = Files.newInputStream(file)) {
			T content = JSON.readValue(in, type);
			if (content == null) {
				throw new IllegalArgumentException(otherwise + "it is null");
			}
			return content;
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(otherwise + problem(ex), ex);
		}
	}

	/** Jackson's own messages name classes, which callers are not shown. */
	private static String problem(JacksonException ex) {
		String reason = (ex.getCause() instanceof IllegalArgumentException refusal) ? refusal.getMessage() : null;
		if (reason != null) {
			return reason;
		}
		String where = ex.getPath()
			.stream()
			.map(JacksonException.Reference::getPropertyName)
			.filter(Objects::nonNull)
			.collect(Collectors.joining("."));
		return where.isEmpty() ? "see line " + ex.getLocation().getLineNr() : where + " is missing or wrong";
	}

	/**
	 * Makes the folder of a model appear whole or not at all: it is written beside its
	 * place and renamed.
	 * @param directory the models directory
	 * @param descriptor content of {@code model.json}
	 * @param graph file that becomes {@code model.onnx}; it is moved
	 * @param labels file to take along as {@value #LABELS}; null if there is none
	 * @param golden content of {@value #SELF_TEST}; null if there is none
	 * @throws IOException if the folder cannot be written
	 * @throws ServiceException {@code INVALID_REQUEST} if the folder is there and holds
	 * something else
	 */
	static void install(Path directory, ModelDescriptor descriptor, Path graph, @Nullable Path labels,
			@Nullable GoldenLogits golden) throws IOException {
		Path folder = directory.resolve(descriptor.id().value());
		if (Files.exists(folder) && !Files.exists(folder.resolve(DESCRIPTOR))) {
			throw new ServiceException(FailureKind.INVALID_REQUEST,
					"The folder " + descriptor.id() + " is there and holds no model; choose another id");
		}
		Path fresh = Files.createDirectory(directory.resolve(".installing-" + UUID.randomUUID()));
		try {
			Files.move(graph, fresh.resolve(GRAPH), StandardCopyOption.REPLACE_EXISTING);
			write(fresh.resolve(DESCRIPTOR), descriptor);
			if (golden != null) {
				write(fresh.resolve(SELF_TEST), golden);
			}
			if (labels != null) {
				// Not a copy, which would keep permissions that shut others out
				Files.write(fresh.resolve(LABELS), Files.readAllBytes(labels));
			}
			put(fresh, folder);
		}
		finally {
			delete(fresh);
		}
	}

	/**
	 * Adds a comparison to {@value #DESCRIPTOR}, which is replaced at once.
	 * @param folder of the model
	 * @param comparison what to add
	 * @throws IOException if the file cannot be read or written
	 */
	static void record(Path folder, ModelDescriptor.Comparison comparison) throws IOException {
		Path fresh = folder.resolve("." + DESCRIPTOR + "-" + UUID.randomUUID());
		try (InputStream in = Files.newInputStream(folder.resolve(DESCRIPTOR))) {
			ObjectNode content = (ObjectNode) JSON.readTree(in);
			content.set("comparedTo", JSON.valueToTree(comparison));
			write(fresh, content);
			Files.move(fresh, folder.resolve(DESCRIPTOR), StandardCopyOption.ATOMIC_MOVE,
					StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(fresh);
		}
	}

	private static void write(Path file, Object content) throws IOException {
		JSON.writeValue(file, content);
		Files.writeString(file, "\n", StandardOpenOption.APPEND);
	}

	private static void put(Path fresh, Path folder) throws IOException {
		if (!Files.exists(folder)) {
			Files.move(fresh, folder);
			return;
		}
		Path old = folder.resolveSibling(".replaced-" + UUID.randomUUID());
		Files.move(folder, old);
		try {
			Files.move(fresh, folder);
		}
		catch (IOException ex) {
			Files.move(old, folder);
			throw ex;
		}
		delete(old);
	}

	/**
	 * Maps a file.
	 * @param file the file
	 * @return its bytes, read-only
	 * @throws IOException if it cannot be read or is 2 GiB or larger
	 */
	static ByteBuffer map(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file)) {
			return channel.map(FileChannel.MapMode.READ_ONLY, 0, boundedSize(channel));
		}
	}

	private static long boundedSize(FileChannel channel) throws IOException {
		if (channel.size() > Integer.MAX_VALUE) {
			throw new IOException("model.onnx is larger than 2 GiB");
		}
		return channel.size();
	}

	/**
	 * Maps a copy of a file that has no name, so that nobody can change it: what is
	 * written into a mapped file changes it for whoever reads it, and shortening it would
	 * end the process.
	 * @param file the file
	 * @param arena owns the bytes; the copy is gone when they are
	 * @return its bytes, read-only
	 * @throws IOException if it cannot be read or copied or is 2 GiB or larger
	 */
	static ByteBuffer mapCopy(Path file, Arena arena) throws IOException {
		Path copy = Files.createTempFile("model-", ".onnx");
		try {
			Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
			try (FileChannel channel = FileChannel.open(copy)) {
				return channel.map(FileChannel.MapMode.READ_ONLY, 0, boundedSize(channel), arena).asByteBuffer();
			}
		}
		finally {
			Files.deleteIfExists(copy);
		}
	}

	private static void delete(Path folder) throws IOException {
		if (!Files.exists(folder)) {
			return;
		}
		Files.walkFileTree(folder, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				Files.delete(file);
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
				Files.delete(visited);
				return FileVisitResult.CONTINUE;
			}

		});
	}

}
