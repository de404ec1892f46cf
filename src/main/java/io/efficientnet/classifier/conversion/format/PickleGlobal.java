package io.efficientnet.classifier.conversion.format;

import java.util.Arrays;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** The only names of Python that a pickle may mention, all of which state dicts need. */
enum PickleGlobal {

	ORDERED_DICT("collections", "OrderedDict", null),

	REBUILD_TENSOR("torch._utils", "_rebuild_tensor", null),

	REBUILD_TENSOR_V2("torch._utils", "_rebuild_tensor_v2", null),

	REBUILD_PARAMETER("torch._utils", "_rebuild_parameter", null),

	DOUBLE_STORAGE("torch", "DoubleStorage", ElementType.F64),

	FLOAT_STORAGE("torch", "FloatStorage", ElementType.F32),

	HALF_STORAGE("torch", "HalfStorage", ElementType.F16),

	BFLOAT16_STORAGE("torch", "BFloat16Storage", ElementType.BF16),

	LONG_STORAGE("torch", "LongStorage", ElementType.I64),

	INT_STORAGE("torch", "IntStorage", ElementType.I32),

	SHORT_STORAGE("torch", "ShortStorage", ElementType.I16),

	CHAR_STORAGE("torch", "CharStorage", ElementType.I8),

	BYTE_STORAGE("torch", "ByteStorage", ElementType.U8),

	BOOL_STORAGE("torch", "BoolStorage", ElementType.BOOL);

	private final String module;

	private final String attribute;

	private final @Nullable ElementType elements;

	PickleGlobal(String module, String attribute, @Nullable ElementType elements) {
		this.module = module;
		this.attribute = attribute;
		this.elements = elements;
	}

	/** Elements of a storage; null for what is no storage. */
	@Nullable ElementType elements() {
		return this.elements;
	}

	static Optional<PickleGlobal> of(String module, String attribute) {
		return Arrays.stream(values())
			.filter((global) -> global.module.equals(module) && global.attribute.equals(attribute))
			.findFirst();
	}

}
