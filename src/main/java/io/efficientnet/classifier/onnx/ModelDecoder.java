package io.efficientnet.classifier.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;
import io.efficientnet.classifier.onnx.schema.AttributeProto;
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

/** Messages of onnx.proto to the types of this package. */
final class ModelDecoder {

	private final TensorDecoder tensors;

	ModelDecoder(ExternalData externalData) {
		this.tensors = new TensorDecoder(externalData);
	}

	OnnxModel model(ModelProto proto) throws IOException {
		if (!proto.hasGraph()) {
			throw MalformedModel.because("it has no graph");
		}
		if (proto.getOpsetImportCount() == 0) {
			throw MalformedModel.because("it names no operator set");
		}
		Map<String, String> metadata = new LinkedHashMap<>();
		for (StringStringEntryProto entry : proto.getMetadataPropsList()) {
			metadata.put(entry.getKey(), entry.getValue());
		}
		List<OnnxFunction> functions = new ArrayList<>();
		for (FunctionProto function : proto.getFunctionsList()) {
			functions.add(function(function));
		}
		return new OnnxModel(proto.getIrVersion(), proto.getProducerName(), proto.getProducerVersion(),
				operatorSets(proto.getOpsetImportList()), metadata, graph(proto.getGraph()), functions);
	}

	private OnnxFunction function(FunctionProto proto) throws IOException {
		return new OnnxFunction(proto.getDomain(), proto.getName(), proto.getInputList(), proto.getOutputList(),
				proto.getAttributeList(), attributes(proto.getName(), proto.getAttributeProtoList()),
				operatorSets(proto.getOpsetImportList()), nodes(proto.getNodeList()));
	}

	private OnnxGraph graph(GraphProto proto) throws IOException {
		Map<String, OnnxConstant> initializers = new LinkedHashMap<>();
		for (TensorProto tensor : proto.getInitializerList()) {
			if (initializers.put(tensor.getName(), this.tensors.constant(tensor)) != null) {
				throw MalformedModel.because("it has two tensors '%s'".formatted(tensor.getName()));
			}
		}
		return new OnnxGraph(proto.getName(), nodes(proto.getNodeList()), values(proto.getInputList()),
				values(proto.getOutputList()), initializers);
	}

	private List<OnnxNode> nodes(List<NodeProto> protos) throws IOException {
		List<OnnxNode> nodes = new ArrayList<>(protos.size());
		for (NodeProto proto : protos) {
			nodes.add(new OnnxNode(proto.getOpType(), proto.getDomain(), proto.getName(), proto.getInputList(),
					proto.getOutputList(), attributes(proto.getName(), proto.getAttributeList())));
		}
		return nodes;
	}

	private Map<String, OnnxAttribute> attributes(String owner, List<AttributeProto> protos) throws IOException {
		Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
		for (AttributeProto proto : protos) {
			if (attributes.put(proto.getName(), attribute(owner, proto)) != null) {
				throw MalformedModel.because("'%s' has two attributes '%s'".formatted(owner, proto.getName()));
			}
		}
		return attributes;
	}

	private OnnxAttribute attribute(String owner, AttributeProto proto) throws IOException {
		if (proto.hasRefAttrName()) {
			return new OnnxAttribute.Reference(proto.getRefAttrName(), proto.getType().getNumber());
		}
		return switch (proto.getType()) {
			case FLOAT -> new OnnxAttribute.FloatValue(proto.getF());
			case INT -> new OnnxAttribute.IntValue(proto.getI());
			case STRING -> new OnnxAttribute.TextValue(text(owner, proto.getS()));
			case TENSOR -> new OnnxAttribute.TensorValue(this.tensors.constant(proto.getT()));
			case GRAPH -> new OnnxAttribute.GraphValue(graph(proto.getG()));
			case FLOATS -> new OnnxAttribute.FloatValues(proto.getFloatsList());
			case INTS -> new OnnxAttribute.IntValues(proto.getIntsList());
			case STRINGS -> new OnnxAttribute.TextValues(texts(owner, proto.getStringsList()));
			case TENSORS -> new OnnxAttribute.TensorValues(constants(proto.getTensorsList()));
			case GRAPHS -> new OnnxAttribute.GraphValues(graphs(proto.getGraphsList()));
			case UNDEFINED -> throw MalformedModel
				.because("attribute '%s' of '%s' is of no type that is read".formatted(proto.getName(), owner));
		};
	}

	private List<OnnxConstant> constants(List<TensorProto> protos) throws IOException {
		List<OnnxConstant> constants = new ArrayList<>();
		for (TensorProto proto : protos) {
			constants.add(this.tensors.constant(proto));
		}
		return constants;
	}

	private List<OnnxGraph> graphs(List<GraphProto> protos) throws IOException {
		List<OnnxGraph> graphs = new ArrayList<>();
		for (GraphProto proto : protos) {
			graphs.add(graph(proto));
		}
		return graphs;
	}

	private static List<String> texts(String owner, List<ByteString> bytes) {
		return bytes.stream().map((text) -> text(owner, text)).toList();
	}

	private static String text(String owner, ByteString bytes) {
		if (!bytes.isValidUtf8()) {
			throw MalformedModel.because("an attribute of '%s' is no UTF-8".formatted(owner));
		}
		return bytes.toStringUtf8();
	}

	private static List<OnnxOperatorSet> operatorSets(List<OperatorSetIdProto> protos) {
		return protos.stream().map((proto) -> new OnnxOperatorSet(proto.getDomain(), proto.getVersion())).toList();
	}

	private static List<OnnxValueInfo> values(List<ValueInfoProto> protos) {
		return protos.stream().map(ModelDecoder::value).toList();
	}

	private static OnnxValueInfo value(ValueInfoProto proto) {
		TypeProto.Tensor type = proto.getType().getTensorType();
		return new OnnxValueInfo(proto.getName(), OnnxElementType.of(type.getElemType()).orElse(null),
				type.hasShape() ? type.getShape().getDimList().stream().map(ModelDecoder::dimension).toList() : null);
	}

	private static OnnxDimension dimension(TensorShapeProto.Dimension proto) {
		return proto.hasDimValue() ? OnnxDimension.of(proto.getDimValue()) : OnnxDimension.of(proto.getDimParam());
	}

}
