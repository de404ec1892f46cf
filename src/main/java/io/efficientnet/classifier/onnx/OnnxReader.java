package io.efficientnet.classifier.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.schema.ModelProto;

/**
 * Reads {@code .onnx} files. A file is read into memory once, where its raw tensors are
 * views; external files are memory-mapped, so they must not be overwritten in place while
 * the model is in use.
 */
public final class OnnxReader {

	// The longest array that every virtual machine can make
	private static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

	private OnnxReader() {
	}

	/**
	 * Reads a model, with tensors in external files if they lie in the model's folder or
	 * beneath.
	 * @param file to read
	 * @return the model
	 * @throws IOException if a file cannot be read
	 * @throws ServiceException {@code INVALID_REQUEST} if the content is damaged, or has
	 * parts that this package does not read
	 */
	public static OnnxModel read(Path file) throws IOException {
		if (Files.size(file) > MAX_BYTES) {
			throw MalformedModel.because("the file is larger than the 2 GiB that the format allows");
		}
		return read(Files.readAllBytes(file), ExternalData.beside(file));
	}

	/**
	 * Reads a model that has no external files.
	 * @param file content of the file; it must not change later
	 * @return the model
	 * @throws ServiceException {@code INVALID_REQUEST} if the content is damaged, or has
	 * parts that this package does not read
	 */
	public static OnnxModel read(byte[] file) {
		try {
			return read(file, ExternalData.none());
		}
		catch (IOException ex) {
			throw new AssertionError("No file is opened", ex);
		}
	}

	/**
	 * Reads a model that has no external files.
	 * @param file content of the file from position to limit, which are not moved; it is
	 * copied
	 * @return the model
	 * @throws ServiceException {@code INVALID_REQUEST} if the content is damaged, or has
	 * parts that this package does not read
	 */
	public static OnnxModel read(ByteBuffer file) {
		byte[] bytes = new byte[file.remaining()];
		file.get(file.position(), bytes);
		return read(bytes);
	}

	private static OnnxModel read(byte[] file, ExternalData externalData) throws IOException {
		return new ModelDecoder(externalData).model(parse(file));
	}

	private static ModelProto parse(byte[] file) {
		// Only the input of a byte string counts as immutable, which aliasing needs
		CodedInputStream input = UnsafeByteOperations.unsafeWrap(file).newCodedInput();
		input.enableAliasing(true);
		try {
			ModelProto model = ModelProto.parseFrom(input);
			input.checkLastTagWas(0);
			return model;
		}
		catch (InvalidProtocolBufferException ex) {
			throw MalformedModel.because("the file is truncated or no ONNX model", ex);
		}
		catch (IOException ex) {
			throw new AssertionError("Bytes in memory have no input errors", ex);
		}
	}

}
