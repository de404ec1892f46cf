package io.efficientnet.classifier.inference.reference.network;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import io.efficientnet.classifier.tensor.Shape;

/**
 * A plan as text that reads like table 1 of the paper: a line for each step, with the
 * channels and extents that it gives.
 */
final class PlanTable {

	private static final double MILLION = 1e6;

	private static final double KIB = 1024;

	private PlanTable() {
	}

	static String of(Shape input, List<PlanLine> lines, long activationBytes, String kernels) {
		StringBuilder text = new StringBuilder();
		text.append("input ").append(extents(input)).append(", computed with ").append(kernels).append('\n');
		text.append(
				row("step", "operator", "kernel/stride, attributes", "output", "M mult-adds", "weights KiB", "node"));
		for (int i = 0; i < lines.size(); i++) {
			PlanLine line = lines.get(i);
			text.append(row(String.valueOf(i + 1), line.operator(), line.attributes(), extents(line.output()),
					decimal(line.multiplyAdds() / MILLION), decimal(line.weightBytes() / KIB), line.name()));
		}
		long macs = lines.stream().mapToLong(PlanLine::multiplyAdds).sum();
		long bytes = lines.stream().mapToLong(PlanLine::weightBytes).sum();
		text.append(row("", "total", "", "", decimal(macs / MILLION), decimal(bytes / KIB), ""));
		text.append("activations of an image ").append(decimal(activationBytes / KIB)).append(" KiB\n");
		return text.toString();
	}

	private static String row(String step, String operator, String attributes, String output, String macs, String bytes,
			String node) {
		return String.format(Locale.ROOT, "%4s  %-10s %-32s %-16s %12s %12s  %s\n", step, operator, attributes, output,
				macs, bytes, node);
	}

	private static String extents(Shape shape) {
		return shape.dimensions().stream().skip(1).map(String::valueOf).collect(Collectors.joining("x"));
	}

	private static String decimal(double value) {
		return String.format(Locale.ROOT, "%.2f", value);
	}

}
