package io.efficientnet.classifier.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * One application of an operator: {@code NodeProto}.
 *
 * @param operator its type, for instance {@code Conv} ({@code op_type})
 * @param domain empty for the standard operators
 * @param name may be empty
 * @param inputs names of values; an empty name leaves an optional input out
 * @param outputs names of values; an empty name leaves an optional output out
 * @param attributes by name, in the order of the file
 */
public record OnnxNode(String operator, String domain, String name, List<String> inputs, List<String> outputs,
		Map<String, OnnxAttribute> attributes) {

	public OnnxNode {
		domain = OnnxOperatorSet.standardAsEmpty(domain);
		inputs = List.copyOf(inputs);
		outputs = List.copyOf(outputs);
		attributes = ordered(attributes);
	}

	/**
	 * A node of a standard operator with one output of the same name.
	 * @param operator its type
	 * @param name of node and output
	 * @param inputs names of values
	 * @param attributes by name
	 * @return the node
	 */
	public static OnnxNode of(String operator, String name, List<String> inputs,
			Map<String, OnnxAttribute> attributes) {
		return new OnnxNode(operator, "", name, inputs, List.of(name), attributes);
	}

	/**
	 * An attribute of type {@code INT}.
	 * @param attribute its name
	 * @param absent what it is if the node does not have it
	 * @return its value
	 * @throws ServiceException {@code INVALID_REQUEST} if it is of another type; so do
	 * the other getters
	 */
	public long integer(String attribute, long absent) {
		OnnxAttribute.@Nullable IntValue found = find(attribute, OnnxAttribute.IntValue.class);
		return (found != null) ? found.value() : absent;
	}

	public float decimal(String attribute, float absent) {
		OnnxAttribute.@Nullable FloatValue found = find(attribute, OnnxAttribute.FloatValue.class);
		return (found != null) ? found.value() : absent;
	}

	public String text(String attribute, String absent) {
		OnnxAttribute.@Nullable TextValue found = find(attribute, OnnxAttribute.TextValue.class);
		return (found != null) ? found.value() : absent;
	}

	public List<Long> integers(String attribute, List<Long> absent) {
		OnnxAttribute.@Nullable IntValues found = find(attribute, OnnxAttribute.IntValues.class);
		return (found != null) ? found.values() : absent;
	}

	/**
	 * An attribute of type {@code TENSOR}.
	 * @param attribute its name
	 * @return its value, or null if the node does not have it
	 */
	public @Nullable OnnxConstant tensor(String attribute) {
		OnnxAttribute.@Nullable TensorValue found = find(attribute, OnnxAttribute.TensorValue.class);
		return (found != null) ? found.value() : null;
	}

	private <T extends OnnxAttribute> @Nullable T find(String attribute, Class<T> type) {
		OnnxAttribute found = this.attributes.get(attribute);
		if (found != null && !type.isInstance(found)) {
			throw MalformedModel.because("Attribute %s of node '%s' (%s) is no %s".formatted(attribute, this.name,
					this.operator, type.getSimpleName()));
		}
		return type.cast(found);
	}

	static Map<String, OnnxAttribute> ordered(Map<String, OnnxAttribute> attributes) {
		return Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
	}

}
