package io.efficientnet.classifier.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import io.efficientnet.classifier.onnx.schema.TensorProto;
import io.efficientnet.classifier.tensor.Shape;

/**
 * {@code TensorProto} to {@link OnnxConstant}, from whichever field holds the data. No
 * more memory is taken than the file has bytes to fill it.
 */
final class TensorDecoder {

	private final ExternalData externalData;

	TensorDecoder(ExternalData externalData) {
		this.externalData = externalData;
	}

	OnnxConstant constant(TensorProto proto) throws IOException {
		OnnxElementType type = OnnxElementType.of(proto.getDataType())
			.orElseThrow(() -> MalformedModel.because(
					"tensor '%s' is of type %d, which is not read".formatted(proto.getName(), proto.getDataType())));
		Shape shape = shape(proto);
		long length = length(proto, shape, type);
		ByteBuffer data = data(proto, type, shape.elementCount(), length);
		if (data.remaining() != length) {
			throw MalformedModel.because("tensor '%s' %s needs %d bytes, but has %d".formatted(proto.getName(), shape,
					length, data.remaining()));
		}
		return new OnnxConstant(type, shape, data);
	}

	private ByteBuffer data(TensorProto proto, OnnxElementType type, long count, long length) throws IOException {
		if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
			return this.externalData.bytes(proto.getName(), proto.getExternalDataList(), length);
		}
		if (proto.hasRawData()) {
			return proto.getRawData().asReadOnlyByteBuffer();
		}
		return switch (type) {
			case FLOAT -> floats(proto, count);
			case DOUBLE -> doubles(proto, count);
			case INT64 -> longs(proto, proto.getInt64DataList(), type, count);
			case UINT32, UINT64 -> longs(proto, proto.getUint64DataList(), type, count);
			case INT32, INT16, INT8, UINT16, UINT8, BOOL, FLOAT16, BFLOAT16 ->
				longs(proto, proto.getInt32DataList(), type, count);
		};
	}

	private static ByteBuffer floats(TensorProto proto, long count) {
		ByteBuffer bytes = allocate(proto, proto.getFloatDataCount(), count, Float.BYTES);
		proto.getFloatDataList().forEach(bytes::putFloat);
		return bytes.flip();
	}

	private static ByteBuffer doubles(TensorProto proto, long count) {
		ByteBuffer bytes = allocate(proto, proto.getDoubleDataCount(), count, Double.BYTES);
		proto.getDoubleDataList().forEach(bytes::putDouble);
		return bytes.flip();
	}

	private static ByteBuffer longs(TensorProto proto, List<? extends Number> values, OnnxElementType type,
			long count) {
		ByteBuffer bytes = allocate(proto, values.size(), count, type.width());
		for (Number value : values) {
			switch (type.width()) {
				case Byte.BYTES -> bytes.put(value.byteValue());
				case Short.BYTES -> bytes.putShort(value.shortValue());
				case Integer.BYTES -> bytes.putInt(value.intValue());
				default -> bytes.putLong(value.longValue());
			}
		}
		return bytes.flip();
	}

	private static ByteBuffer allocate(TensorProto proto, int found, long expected, int width) {
		if (found != expected) {
			throw MalformedModel
				.because("tensor '%s' needs %d elements, but has %d".formatted(proto.getName(), expected, found));
		}
		return ByteBuffer.allocate(Math.multiplyExact(found, width)).order(ByteOrder.LITTLE_ENDIAN);
	}

	private static Shape shape(TensorProto proto) {
		try {
			return new Shape(proto.getDimsList().stream().map(Math::toIntExact).toList());
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw MalformedModel
				.because("tensor '%s' has impossible extents %s".formatted(proto.getName(), proto.getDimsList()), ex);
		}
	}

	private static long length(TensorProto proto, Shape shape, OnnxElementType type) {
		if (shape.elementCount() > Integer.MAX_VALUE / type.width()) {
			throw MalformedModel.because("tensor '%s' %s is too large".formatted(proto.getName(), shape));
		}
		return shape.elementCount() * type.width();
	}

}
