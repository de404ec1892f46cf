package io.efficientnet.classifier.observability;

import java.util.Map;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

/** Describes meters of libraries that come without a description. */
final class DescriptionsOfOthers implements MeterFilter {

	private static final Map<String, String> DESCRIPTIONS = Map.of("http.server.requests",
			"HTTP requests, by route and status", "http.server.requests.active", "HTTP requests under way");

	@Override
	public Meter.Id map(Meter.Id id) {
		String description = DESCRIPTIONS.get(id.getName());
		if (description == null || id.getDescription() != null) {
			return id;
		}
		return new Meter.Id(id.getName(), Tags.of(id.getTags()), id.getBaseUnit(), description, id.getType());
	}

}
