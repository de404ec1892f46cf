package io.efficientnet.classifier.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

import io.efficientnet.classifier.model.Precision;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Text to precision; also the names of all of them. */
final class PrecisionConverter implements ITypeConverter<Precision>, Iterable<String> {

	private static final List<String> NAMES = Arrays.stream(Precision.values()).map(Precision::id).toList();

	@Override
	public Precision convert(String value) {
		return Arrays.stream(Precision.values())
			.filter((precision) -> precision.id().equalsIgnoreCase(value))
			.findFirst()
			.orElseThrow(() -> new TypeConversionException(
					"'" + value + "' is not a precision; they are " + String.join(", ", NAMES)));
	}

	@Override
	public Iterator<String> iterator() {
		return NAMES.iterator();
	}

}
