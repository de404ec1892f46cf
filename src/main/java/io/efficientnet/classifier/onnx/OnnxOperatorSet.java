package io.efficientnet.classifier.onnx;

/**
 * A versioned set of operators: {@code OperatorSetIdProto}.
 *
 * @param domain empty for the standard operators, also where a file says {@code ai.onnx}
 * @param version of the set
 */
public record OnnxOperatorSet(String domain, long version) {

	/** How some files spell the domain of the standard operators. */
	static final String STANDARD_DOMAIN = "ai.onnx";

	public OnnxOperatorSet {
		domain = standardAsEmpty(domain);
	}

	static String standardAsEmpty(String domain) {
		return STANDARD_DOMAIN.equals(domain) ? "" : domain;
	}

}
