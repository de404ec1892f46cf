package io.efficientnet.classifier.cli;

import io.efficientnet.classifier.model.ModelId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Text to model id. */
final class ModelIdConverter implements ITypeConverter<ModelId> {

	@Override
	public ModelId convert(String value) {
		try {
			return new ModelId(value);
		}
		catch (IllegalArgumentException ex) {
			throw new TypeConversionException(String.valueOf(ex.getMessage()));
		}
	}

}
