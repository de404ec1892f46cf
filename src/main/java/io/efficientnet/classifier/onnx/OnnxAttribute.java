package io.efficientnet.classifier.onnx;

import java.util.Arrays;
import java.util.List;

/**
 * The value of an attribute: {@code AttributeProto}, one record per
 * {@code AttributeProto.AttributeType}.
 */
public sealed interface OnnxAttribute {

	/**
	 * {@code FLOAT}.
	 *
	 * @param value field {@code f}
	 */
	record FloatValue(float value) implements OnnxAttribute {
	}

	/**
	 * {@code INT}.
	 *
	 * @param value field {@code i}
	 */
	record IntValue(long value) implements OnnxAttribute {
	}

	/**
	 * {@code STRING}.
	 *
	 * @param value field {@code s}, which must be UTF-8
	 */
	record TextValue(String value) implements OnnxAttribute {
	}

	/**
	 * {@code TENSOR}.
	 *
	 * @param value field {@code t}
	 */
	record TensorValue(OnnxConstant value) implements OnnxAttribute {
	}

	/**
	 * {@code GRAPH}, the body of a control-flow operator.
	 *
	 * @param value field {@code g}
	 */
	record GraphValue(OnnxGraph value) implements OnnxAttribute {
	}

	/**
	 * {@code FLOATS}.
	 *
	 * @param values field {@code floats}
	 */
	record FloatValues(List<Float> values) implements OnnxAttribute {

		public FloatValues {
			values = List.copyOf(values);
		}
	}

	/**
	 * {@code INTS}.
	 *
	 * @param values field {@code ints}
	 */
	record IntValues(List<Long> values) implements OnnxAttribute {

		public IntValues {
			values = List.copyOf(values);
		}
	}

	/**
	 * {@code STRINGS}.
	 *
	 * @param values field {@code strings}, which must be UTF-8
	 */
	record TextValues(List<String> values) implements OnnxAttribute {

		public TextValues {
			values = List.copyOf(values);
		}
	}

	/**
	 * {@code TENSORS}.
	 *
	 * @param values field {@code tensors}
	 */
	record TensorValues(List<OnnxConstant> values) implements OnnxAttribute {

		public TensorValues {
			values = List.copyOf(values);
		}
	}

	/**
	 * {@code GRAPHS}.
	 *
	 * @param values field {@code graphs}
	 */
	record GraphValues(List<OnnxGraph> values) implements OnnxAttribute {

		public GraphValues {
			values = List.copyOf(values);
		}
	}

	/**
	 * In the body of a function: the attribute of the call.
	 *
	 * @param attribute field {@code ref_attr_name}
	 * @param typeCode the {@code AttributeProto.AttributeType} that is expected
	 */
	record Reference(String attribute, int typeCode) implements OnnxAttribute {
	}

	static OnnxAttribute of(float value) {
		return new FloatValue(value);
	}

	static OnnxAttribute of(long value) {
		return new IntValue(value);
	}

	static OnnxAttribute of(String value) {
		return new TextValue(value);
	}

	static OnnxAttribute ofAll(long... values) {
		return new IntValues(Arrays.stream(values).boxed().toList());
	}

}
