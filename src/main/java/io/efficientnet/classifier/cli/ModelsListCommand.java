package io.efficientnet.classifier.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import io.efficientnet.classifier.inference.ModelReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the models of the directory.")
final class ModelsListCommand implements Callable<Integer> {

	private static final String ROW = "%-28s %-20s %10s %9s %12s %10s  %s%n";

	@Spec
	@SuppressWarnings("NullAway.Init") // set by picocli before call
	private CommandSpec spec;

	@Mixin
	private final DirectoryOption directory = new DirectoryOption();

	@Mixin
	private final FormatOption format = new FormatOption();

	@Override
	public Integer call() throws Exception {
		List<ModelReport> models = this.directory.catalog().entries().stream().map(this.directory::report).toList();
		PrintWriter out = this.spec.commandLine().getOut();
		if (this.format.isJson()) {
			out.println(FormatOption.json(Map.of("models", models)));
			return 0;
		}
		if (models.isEmpty()) {
			out.println("No models here. Make one with 'models convert' or 'models build'.");
			return 0;
		}
		out.printf(Locale.ROOT, ROW, "ID", "VARIANT", "RESOLUTION", "CLASSES", "PARAMETERS", "TOP-1 %", "STATE");
		models.forEach((model) -> print(out, model));
		return 0;
	}

	private static void print(PrintWriter out, ModelReport model) {
		String top1 = (model.accuracy() != null) ? Double.toString(model.accuracy().top1()) : "-";
		String note = Boolean.TRUE.equals(model.synthetic()) ? " (synthetic weights)" : "";
		String reason = (model.reason() != null) ? ": " + model.reason() : "";
		out.printf(Locale.ROOT, ROW, model.id(), text(model.variant()), text(model.resolution()), text(model.classes()),
				text(model.parameters()), top1, model.state().id() + reason + note);
	}

	private static String text(@Nullable Object value) {
		return (value != null) ? value.toString() : "-";
	}

}
