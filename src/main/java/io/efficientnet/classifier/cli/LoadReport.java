package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Tells of loads: as a table that grows while they end, or as JSON when all have. */
final class LoadReport {

	private final String subject;

	private final LoadTable table;

	private final boolean json;

	private final PrintWriter out;

	private final List<LoadRun> runs = new ArrayList<>();

	/**
	 * A report without loads yet.
	 * @param subject the machine and the server
	 * @param models ids of those that will be measured
	 * @param json whether it is JSON
	 * @param out where it goes
	 */
	LoadReport(String subject, List<String> models, boolean json, PrintWriter out) {
		this.subject = subject;
		this.table = new LoadTable(models);
		this.json = json;
		this.out = out;
	}

	void add(LoadRun run) {
		if (!this.json) {
			if (this.runs.isEmpty()) {
				this.out.println(this.subject);
				this.out.println(this.table.header());
			}
			this.out.println(this.table.line(run));
		}
		this.runs.add(run);
	}

	/**
	 * Tells the rest.
	 * @param page file for a page with plots, null for none
	 * @throws IOException if it cannot be written
	 */
	void end(@Nullable Path page) throws IOException {
		if (this.json) {
			this.out.println(FormatOption.json(this.runs.stream().map(LoadRow::of).toList()));
		}
		if (page != null) {
			Files.writeString(page, new LoadPage(this.subject, this.runs).html());
		}
	}

}
