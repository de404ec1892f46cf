package io.efficientnet.classifier.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

import io.efficientnet.classifier.inference.ExecutorKind;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Text to executor; also the names of all of them. */
final class ExecutorConverter implements ITypeConverter<ExecutorKind>, Iterable<String> {

	private static final List<String> NAMES = Arrays.stream(ExecutorKind.values()).map(ExecutorKind::id).toList();

	@Override
	public ExecutorKind convert(String value) {
		return Arrays.stream(ExecutorKind.values())
			.filter((executor) -> executor.id().equalsIgnoreCase(value))
			.findFirst()
			.orElseThrow(() -> new TypeConversionException(
					"'" + value + "' is not an executor; they are " + String.join(", ", NAMES)));
	}

	@Override
	public Iterator<String> iterator() {
		return NAMES.iterator();
	}

}
