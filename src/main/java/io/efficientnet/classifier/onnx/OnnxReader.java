package io.efficientnet.classifier.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.schema.ModelProto;

/**
 * Reads {@code .onnx} files. Files are memory-mapped and raw tensors stay views of the
 * mapping, so a file must not be overwritten in place while its model is in use.
 */
public final class OnnxReader {

	private OnnxReader() {
	}

	/**
	 * Reads a model, with tensors in external files if they lie in the model's folder or
	 * beneath.
	 * @param file to read
	 * @return the model
	 * @throws IOException if a file cannot be opened or mapped
	 * @throws ServiceException {@code INVALID_REQUEST} if the content is damaged, or has
	 * parts that this package does not read
	 */
	public static OnnxModel read(Path file) throws IOException {
		return read(map(file), ExternalData.beside(file));
	}

	/**
	 * Reads a model that has no external files.
	 * @param file content of the file; it must not change later
	 * @return the model
	 * @throws ServiceException {@code INVALID_REQUEST} if the content is damaged, or has
	 * parts that this package does not read
	 */
	public static OnnxModel read(ByteBuffer file) {
		try {
			return read(file, ExternalData.none());
		}
		catch (IOException ex) {
			throw new AssertionError("No file is opened", ex);
		}
	}

	private static OnnxModel read(ByteBuffer file, ExternalData externalData) throws IOException {
		return new ModelDecoder(externalData).model(parse(file));
	}

	private static ModelProto parse(ByteBuffer file) {
		ByteString bytes = UnsafeByteOperations.unsafeWrap(file);
		CodedInputStream input = bytes.newCodedInput();
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

	private static ByteBuffer map(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file)) {
			if (channel.size() > Integer.MAX_VALUE) {
				throw MalformedModel.because("the file is larger than the 2 GiB that the format allows");
			}
			return channel.map(MapMode.READ_ONLY, 0, channel.size());
		}
	}

}
