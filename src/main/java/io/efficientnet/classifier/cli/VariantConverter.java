package io.efficientnet.classifier.cli;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Text to variant. */
final class VariantConverter implements ITypeConverter<EfficientNetVariant> {

	@Override
	public EfficientNetVariant convert(String value) {
		return EfficientNetVariant.of(value)
			.orElseThrow(() -> new TypeConversionException("'" + value
					+ "' is not a variant; they are efficientnet-b0 to -b7 and efficientnet-lite0 to -lite4"));
	}

}
