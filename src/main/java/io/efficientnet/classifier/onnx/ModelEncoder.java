package io.efficientnet.classifier.onnx;

import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.efficientnet.classifier.onnx.schema.AttributeProto;
import io.efficientnet.classifier.onnx.schema.AttributeProto.AttributeType;
import io.efficientnet.classifier.onnx.schema.FunctionProto;
import io.efficientnet.classifier.onnx.schema.GraphProto;
import io.efficientnet.classifier.onnx.schema.ModelProto;
import io.efficientnet.classifier.onnx.schema.NodeProto;
import io.efficientnet.classifier.onnx.schema.OperatorSetIdProto;
import io.efficientnet.classifier.onnx.schema.StringStringEntryProto;
import io.efficientnet.classifier.onnx.schema.TensorProto;
import io.efficientnet.classifier.onnx.schema.TensorShapeProto;
import io.efficientnet.classifier.onnx.schema.TypeProto;
import io.efficientnet.classifier.onnx.schema.ValueInfoProto;

/** The types of this package to messages of onnx.proto; tensors are not copied. */
final class ModelEncoder {

	private ModelEncoder() {
	}

	static ModelProto model(OnnxModel model) {
		ModelProto.Builder proto = ModelProto.newBuilder()
			.setIrVersion(model.irVersion())
			.setProducerName(model.producer())
			.setProducerVersion(model.producerVersion())
			.setGraph(graph(model.graph()))
			.addAllOpsetImport(operatorSets(model.operatorSets()));
		model.metadata()
			.forEach((key, value) -> proto
				.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
		model.functions().forEach((function) -> proto.addFunctions(function(function)));
		return proto.build();
	}

	private static FunctionProto function(OnnxFunction function) {
		return FunctionProto.newBuilder()
			.setDomain(function.domain())
			.setName(function.name())
			.addAllInput(function.inputs())
			.addAllOutput(function.outputs())
			.addAllAttribute(function.attributes())
			.addAllAttributeProto(attributes(function.defaults()))
			.addAllOpsetImport(operatorSets(function.operatorSets()))
			.addAllNode(nodes(function.nodes()))
			.build();
	}

	private static GraphProto graph(OnnxGraph graph) {
		GraphProto.Builder proto = GraphProto.newBuilder()
			.setName(graph.name())
			.addAllNode(nodes(graph.nodes()))
			.addAllInput(values(graph.inputs()))
			.addAllOutput(values(graph.outputs()));
		graph.initializers()
			.forEach((name, constant) -> proto.addInitializer(tensor(constant).toBuilder().setName(name)));
		return proto.build();
	}

	private static List<NodeProto> nodes(List<OnnxNode> nodes) {
		return nodes.stream().map(ModelEncoder::node).toList();
	}

	private static NodeProto node(OnnxNode node) {
		NodeProto.Builder proto = NodeProto.newBuilder()
			.addAllInput(node.inputs())
			.addAllOutput(node.outputs())
			.setName(node.name())
			.setOpType(node.operator())
			.addAllAttribute(attributes(node.attributes()));
		if (!node.domain().isEmpty()) {
			proto.setDomain(node.domain());
		}
		return proto.build();
	}

	private static List<AttributeProto> attributes(Map<String, OnnxAttribute> attributes) {
		return attributes.entrySet().stream().map((entry) -> attribute(entry.getKey(), entry.getValue())).toList();
	}

	private static AttributeProto attribute(String name, OnnxAttribute attribute) {
		AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
		switch (attribute) {
			case OnnxAttribute.FloatValue(float value) -> proto.setType(AttributeType.FLOAT).setF(value);
			case OnnxAttribute.IntValue(long value) -> proto.setType(AttributeType.INT).setI(value);
			case OnnxAttribute.TextValue(String value) ->
				proto.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value));
			case OnnxAttribute.TensorValue(OnnxConstant value) ->
				proto.setType(AttributeType.TENSOR).setT(tensor(value));
			case OnnxAttribute.GraphValue(OnnxGraph value) -> proto.setType(AttributeType.GRAPH).setG(graph(value));
			case OnnxAttribute.FloatValues(List<Float> values) ->
				proto.setType(AttributeType.FLOATS).addAllFloats(values);
			case OnnxAttribute.IntValues(List<Long> values) -> proto.setType(AttributeType.INTS).addAllInts(values);
			case OnnxAttribute.TextValues(List<String> values) -> proto.setType(AttributeType.STRINGS)
				.addAllStrings(values.stream().map(ByteString::copyFromUtf8).toList());
			case OnnxAttribute.TensorValues(List<OnnxConstant> values) ->
				proto.setType(AttributeType.TENSORS).addAllTensors(values.stream().map(ModelEncoder::tensor).toList());
			case OnnxAttribute.GraphValues(List<OnnxGraph> values) ->
				proto.setType(AttributeType.GRAPHS).addAllGraphs(values.stream().map(ModelEncoder::graph).toList());
			case OnnxAttribute.Reference(String target, int typeCode) ->
				proto.setType(AttributeType.forNumber(typeCode)).setRefAttrName(target);
		}
		return proto.build();
	}

	private static TensorProto tensor(OnnxConstant constant) {
		return TensorProto.newBuilder()
			.addAllDims(constant.shape().dimensions().stream().map(Integer::longValue).toList())
			.setDataType(constant.elementType().code())
			.setRawData(UnsafeByteOperations.unsafeWrap(constant.data()))
			.build();
	}

	private static List<OperatorSetIdProto> operatorSets(List<OnnxOperatorSet> sets) {
		return sets.stream()
			.map((set) -> OperatorSetIdProto.newBuilder().setDomain(set.domain()).setVersion(set.version()).build())
			.toList();
	}

	private static List<ValueInfoProto> values(List<OnnxValueInfo> values) {
		return values.stream().map(ModelEncoder::value).toList();
	}

	private static ValueInfoProto value(OnnxValueInfo value) {
		TypeProto.Tensor.Builder type = TypeProto.Tensor.newBuilder();
		if (value.elementType() != null) {
			type.setElemType(value.elementType().code());
		}
		if (value.dimensions() != null) {
			type.setShape(TensorShapeProto.newBuilder()
				.addAllDim(value.dimensions().stream().map(ModelEncoder::dimension).toList()));
		}
		return ValueInfoProto.newBuilder()
			.setName(value.name())
			.setType(TypeProto.newBuilder().setTensorType(type))
			.build();
	}

	private static TensorShapeProto.Dimension dimension(OnnxDimension dimension) {
		TensorShapeProto.Dimension.Builder proto = TensorShapeProto.Dimension.newBuilder();
		switch (dimension) {
			case OnnxDimension.Fixed(long size) -> proto.setDimValue(size);
			case OnnxDimension.Symbolic(String name) -> proto.setDimParam(name);
		}
		return proto.build();
	}

}
