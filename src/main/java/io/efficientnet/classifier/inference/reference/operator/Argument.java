package io.efficientnet.classifier.inference.reference.operator;

import org.jspecify.annotations.Nullable;

/**
 * An input of a node that is to be bound.
 *
 * @param type kind and extents
 * @param constant its value, null if it is computed at run time
 */
public record Argument(TensorType type, @Nullable Value constant) {

	public static Argument computed(TensorType type) {
		return new Argument(type, null);
	}

	public static Argument constant(Value value) {
		return new Argument(value.type(), value);
	}

}
