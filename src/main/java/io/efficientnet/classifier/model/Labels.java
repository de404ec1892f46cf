package io.efficientnet.classifier.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * The names of all classes, in the order of the logits.
 */
public final class Labels {

	private static final CsvMapper CSV = CsvMapper.builder()
		.enable(CsvReadFeature.TRIM_SPACES, CsvReadFeature.FAIL_ON_MISSING_COLUMNS)
		.build();

	private static final CsvSchema SCHEMA = CSV.schemaFor(Label.class).withHeader().withStrictHeaders(true);

	private final List<Label> labels;

	private Labels(List<Label> labels) {
		this.labels = labels;
	}

	/**
	 * Reads a CSV file with the header {@code index,id,label}.
	 * @param file the file
	 * @return its labels
	 * @throws IOException if it cannot be read
	 * @throws IllegalArgumentException if it is no such file, or its indices are not 0,
	 * 1, 2, ..
	 */
	public static Labels read(Path file) throws IOException {
		List<Label> labels = new ArrayList<>();
		try (var in = Files.newInputStream(file);
				MappingIterator<Label> rows = CSV.readerFor(Label.class).with(SCHEMA).readValues(in)) {
			while (rows.hasNext()) {
				Label label = rows.next();
				if (label.index() != labels.size()) {
					throw new IllegalArgumentException("Labels must be numbered 0, 1, 2, ..; found " + label.index()
							+ " after " + labels.size() + " rows");
				}
				labels.add(label);
			}
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("Labels must be CSV with the header index,id,label", ex);
		}
		return new Labels(List.copyOf(labels));
	}

	/**
	 * Names for classes that have none: id and label are the index.
	 * @param classes how many
	 * @return that many labels
	 */
	public static Labels numbered(int classes) {
		return new Labels(
				IntStream.range(0, classes).mapToObj((i) -> new Label(i, Integer.toString(i), "class " + i)).toList());
	}

	public int size() {
		return this.labels.size();
	}

	public Label get(int index) {
		return this.labels.get(index);
	}

}
