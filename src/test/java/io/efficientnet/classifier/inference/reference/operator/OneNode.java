package io.efficientnet.classifier.inference.reference.operator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxConstant;
import io.efficientnet.classifier.onnx.OnnxElementType;
import io.efficientnet.classifier.onnx.OnnxGraph;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxNode;
import io.efficientnet.classifier.onnx.OnnxOperatorSet;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.onnx.OnnxWriter;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** A graph of one node, run by ONNX Runtime and by the operators of this package. */
final class OneNode {

	private final String operator;

	private final long opset;

	private final Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();

	private final List<@Nullable Value> inputs = new ArrayList<>();

	private final List<Boolean> constant = new ArrayList<>();

	private OneNode(String operator, long opset) {
		this.operator = operator;
		this.opset = opset;
	}

	static OneNode of(String operator, long opset) {
		return new OneNode(operator, opset);
	}

	OneNode with(String attribute, OnnxAttribute value) {
		this.attributes.put(attribute, value);
		return this;
	}

	OneNode with(String attribute, long value) {
		return with(attribute, OnnxAttribute.of(value));
	}

	OneNode with(String attribute, float value) {
		return with(attribute, OnnxAttribute.of(value));
	}

	OneNode with(String attribute, String value) {
		return with(attribute, OnnxAttribute.of(value));
	}

	OneNode withAll(String attribute, long... values) {
		return with(attribute, OnnxAttribute.ofAll(values));
	}

	OneNode data(Value value) {
		this.inputs.add(value);
		this.constant.add(false);
		return this;
	}

	OneNode data(int... extents) {
		return data(random(Shape.of(extents), this.inputs.size()));
	}

	OneNode parameter(Value value) {
		this.inputs.add(value);
		this.constant.add(true);
		return this;
	}

	OneNode parameter(long... values) {
		return parameter(Value.Integers.of(values));
	}

	OneNode absent() {
		this.inputs.add(null);
		this.constant.add(true);
		return this;
	}

	/** Uneven numbers in -2..2. */
	static Value.Floats random(Shape shape, long seed) {
		Random random = new Random(seed);
		float[] values = new float[Math.toIntExact(shape.elementCount())];
		for (int i = 0; i < values.length; i++) {
			values[i] = 4 * random.nextFloat() - 2;
		}
		return new Value.Floats(Tensor.of(shape, values));
	}

	static Value.Floats floats(float... values) {
		return new Value.Floats(Tensor.of(Shape.of(values.length), values));
	}

	static Value.Floats scalar(float value) {
		return new Value.Floats(Tensor.of(Shape.of(), value));
	}

	static Value.Integers counting(int... extents) {
		Shape shape = Shape.of(extents);
		long[] values = IntStream.range(0, (int) shape.elementCount()).mapToLong((i) -> 3L * i - 7).toArray();
		return new Value.Integers(OnnxElementType.INT64, shape, LongBuffer.wrap(values));
	}

	static Value.Integers integers(OnnxElementType type, long... values) {
		return new Value.Integers(type, Shape.of(values.length), LongBuffer.wrap(values));
	}

	/** Both give the same type, shape and elements. */
	void assertSame() throws OrtException {
		assertClose(0);
	}

	/** Both give the same type and shape, and floats that are close. */
	void assertClose(double tolerance) throws OrtException {
		BoundOperator bound = bind();
		Value actual = evaluate(bound);
		Value expected = runtime(bound.output().elementType());
		assertThat(actual.type()).isEqualTo(expected.type()).isEqualTo(bound.output());
		assertElements(actual, expected, tolerance);
		if (actual instanceof Value.Floats && floatData()) {
			assertElements(apply(bound), actual, 0);
		}
	}

	BoundOperator bind() {
		List<@Nullable Argument> arguments = new ArrayList<>();
		for (int i = 0; i < this.inputs.size(); i++) {
			Value value = this.inputs.get(i);
			if (value == null) {
				arguments.add(null);
			}
			else {
				arguments.add(this.constant.get(i) ? Argument.constant(value) : Argument.computed(value.type()));
			}
		}
		return Operators.bind(node(), this.opset, arguments);
	}

	Value evaluate() {
		return evaluate(bind());
	}

	private Value evaluate(BoundOperator bound) {
		return bound.operator().evaluate(bound.inputs().stream().map(this::named).toList());
	}

	private Value apply(BoundOperator bound) {
		Tensor output = Tensor.allocate(bound.output().shape());
		for (int i = 0; i < output.data().limit(); i++) {
			output.data().put(i, Float.NaN);
		}
		bound.operator()
			.apply(bound.inputs().stream().map((name) -> ((Value.Floats) named(name)).tensor()).toList(), output);
		return new Value.Floats(output);
	}

	private boolean floatData() {
		return IntStream.range(0, this.inputs.size())
			.allMatch((i) -> this.constant.get(i) || this.inputs.get(i) instanceof Value.Floats);
	}

	private Value named(String name) {
		Value value = this.inputs.get(Integer.parseInt(name.substring(1)));
		assertThat(value).isNotNull();
		return value;
	}

	private OnnxNode node() {
		List<String> names = IntStream.range(0, this.inputs.size())
			.mapToObj((i) -> (this.inputs.get(i) == null) ? "" : "i" + i)
			.toList();
		return OnnxNode.of(this.operator, "y", names, this.attributes);
	}

	private Value runtime(OnnxElementType type) throws OrtException {
		OrtEnvironment environment = OrtEnvironment.getEnvironment();
		Map<String, OnnxTensor> given = new LinkedHashMap<>();
		try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
			options.setIntraOpNumThreads(1);
			try (OrtSession session = environment.createSession(OnnxWriter.toByteArray(model(type)), options)) {
				for (int i = 0; i < this.inputs.size(); i++) {
					Value value = this.inputs.get(i);
					if (value != null && !this.constant.get(i)) {
						given.put("i" + i, tensor(environment, value));
					}
				}
				try (OrtSession.Result result = session.run(given)) {
					return value((OnnxTensor) result.get(0), type);
				}
			}
		}
		finally {
			given.values().forEach(OnnxTensor::close);
		}
	}

	private OnnxModel model(OnnxElementType type) {
		List<OnnxValueInfo> data = new ArrayList<>();
		Map<String, OnnxConstant> initializers = new LinkedHashMap<>();
		for (int i = 0; i < this.inputs.size(); i++) {
			Value value = this.inputs.get(i);
			if (value != null && this.constant.get(i)) {
				initializers.put("i" + i, constant(value));
			}
			else if (value != null) {
				data.add(new OnnxValueInfo("i" + i, value.type().elementType(), null));
			}
		}
		OnnxGraph graph = new OnnxGraph("one", List.of(node()), data, List.of(new OnnxValueInfo("y", type, null)),
				initializers);
		return new OnnxModel(8, "test", "", List.of(new OnnxOperatorSet("", this.opset)), Map.of(), graph, List.of());
	}

	static OnnxConstant constant(Value value) {
		return switch (value) {
			case Value.Floats floats -> OnnxConstant.of(floats.tensor());
			case Value.Integers integers -> new OnnxConstant(integers.elementType(), integers.shape(), bytes(integers));
		};
	}

	private static ByteBuffer bytes(Value.Integers integers) {
		int width = integers.elementType().width();
		long[] values = integers.toArray();
		ByteBuffer bytes = ByteBuffer.allocateDirect(values.length * width).order(ByteOrder.LITTLE_ENDIAN);
		for (long value : values) {
			for (int b = 0; b < width; b++) {
				bytes.put((byte) (value >> (8 * b)));
			}
		}
		return bytes.flip();
	}

	private static OnnxTensor tensor(OrtEnvironment environment, Value value) throws OrtException {
		long[] shape = value.type().shape().toLongs();
		return switch (value) {
			case Value.Floats floats -> OnnxTensor.createTensor(environment, floats.tensor().data().duplicate(), shape);
			case Value.Integers integers -> switch (integers.elementType()) {
				case INT64 -> OnnxTensor.createTensor(environment, integers.data().duplicate(), shape);
				case INT32 -> OnnxTensor.createTensor(environment, IntBuffer.wrap(
						IntStream.range(0, integers.data().limit()).map((i) -> (int) integers.data().get(i)).toArray()),
						shape);
				default -> OnnxTensor.createTensor(environment, bytes(integers), shape,
						OnnxJavaType.valueOf(integers.elementType().name()));
			};
		};
	}

	private static Value value(OnnxTensor tensor, OnnxElementType expected) {
		Shape shape = Extents.shape(tensor.getInfo().getShape());
		OnnxJavaType type = tensor.getInfo().type;
		if (type == OnnxJavaType.FLOAT) {
			return new Value.Floats(new Tensor(shape, tensor.getFloatBuffer()));
		}
		assertThat(type).hasToString(expected.name());
		return Value.of(new OnnxConstant(expected, shape, tensor.getByteBuffer()));
	}

	private static void assertElements(Value actual, Value expected, double tolerance) {
		if (actual instanceof Value.Floats a && expected instanceof Value.Floats e) {
			float[] wanted = e.tensor().toArray();
			float[] found = a.tensor().toArray();
			for (int i = 0; i < wanted.length; i++) {
				if (Float.compare(found[i], wanted[i]) != 0 && !(Math.abs(found[i] - wanted[i]) <= tolerance)) {
					assertThat(found).as("element %d of %s", i, actual.type()).isEqualTo(wanted);
				}
			}
			return;
		}
		assertThat(((Value.Integers) actual).toArray()).isEqualTo(((Value.Integers) expected).toArray());
	}

}
