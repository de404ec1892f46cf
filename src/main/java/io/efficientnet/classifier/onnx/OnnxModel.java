package io.efficientnet.classifier.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model file: {@code ModelProto}.
 *
 * @param irVersion version of the file format ({@code ir_version})
 * @param producer tool that wrote the file ({@code producer_name}), may be empty
 * @param producerVersion its version ({@code producer_version}), may be empty
 * @param operatorSets that the nodes are written against ({@code opset_import})
 * @param metadata free entries ({@code metadata_props}), in the order of the file
 * @param graph what is computed
 * @param functions local functions that nodes may call
 */
public record OnnxModel(long irVersion, String producer, String producerVersion, List<OnnxOperatorSet> operatorSets,
		Map<String, String> metadata, OnnxGraph graph, List<OnnxFunction> functions) {

	public OnnxModel {
		operatorSets = List.copyOf(operatorSets);
		metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
		functions = List.copyOf(functions);
	}

	/**
	 * The version of the standard operators.
	 * @return for instance 17; 0 if the model imports none
	 */
	public long operatorSetVersion() {
		return this.operatorSets.stream()
			.filter((set) -> set.domain().isEmpty())
			.mapToLong(OnnxOperatorSet::version)
			.findFirst()
			.orElse(0);
	}

}
