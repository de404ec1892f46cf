package io.efficientnet.classifier.cli;

import java.util.Locale;

import io.efficientnet.classifier.failure.ShownText;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.ExecutorStatus;
import io.efficientnet.classifier.inference.ModelReport;
import io.efficientnet.classifier.model.Preprocessing;
import org.jspecify.annotations.Nullable;

/** Models as people read them. */
final class ModelReports {

	private ModelReports() {
	}

	/**
	 * A model as lines of name and value.
	 * @param model whose description could be read
	 * @return the lines
	 */
	static String text(ModelReport model) {
		StringBuilder text = new StringBuilder();
		line(text, "id", model.id());
		line(text, "variant", model.variant());
		line(text, "state", model.state().id());
		line(text, "synthetic", Boolean.TRUE.equals(model.synthetic()) ? "yes: its answers mean nothing" : "no");
		line(text, "resolution", model.resolution());
		line(text, "classes", model.classes());
		line(text, "parameters", String.format(Locale.ROOT, "%,d", model.parameters()));
		line(text, "multiply-adds", String.format(Locale.ROOT, "%,d", model.multiplyAdds()));
		line(text, "precision", model.precision());
		Preprocessing recipe = model.preprocessing();
		if (recipe != null) {
			line(text, "preprocessing", recipe.name() + ": " + id(recipe.mode()) + ", resize " + recipe.resize()
					+ ", crop " + recipe.crop() + ", " + id(recipe.filter()));
			line(text, "mean, std", recipe.mean() + ", " + recipe.std());
		}
		if (model.weights() != null) {
			line(text, "weights", model.weights().source() + " (" + model.weights().licence() + ")");
			line(text, "sha256", model.weights().sha256());
		}
		if (model.accuracy() != null) {
			line(text, "top-1",
					model.accuracy().top1() + " % on " + model.accuracy().dataset() + ", " + model.accuracy().origin());
		}
		for (ExecutorStatus status : model.executors()) {
			line(text, status.executor().id(), executor(status, model.executor()));
		}
		return text.toString().stripTrailing();
	}

	/** As {@code model.json} has it. */
	private static String id(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private static String executor(ExecutorStatus status, @Nullable ExecutorKind serving) {
		String reason = status.reason();
		if (reason != null) {
			return "not usable: " + reason;
		}
		Double milliseconds = status.milliseconds();
		String time = (milliseconds != null) ? String.format(Locale.ROOT, ", %.2f ms per image", milliseconds) : "";
		return ((status.executor() == serving) ? "serves" : "usable") + time;
	}

	private static void line(StringBuilder text, String name, @Nullable Object value) {
		text.append(
				String.format(Locale.ROOT, "%-14s %s%n", name, (value != null) ? ShownText.of(value.toString()) : "-"));
	}

}
