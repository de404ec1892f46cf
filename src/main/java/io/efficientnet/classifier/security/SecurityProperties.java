package io.efficientnet.classifier.security;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may use the service.
 *
 * @param apiKeys hashes of the keys that are accepted, as bin/classifier keys create
 * prints them; any of them will do, so that a key can be replaced while both are valid.
 * Empty for everyone
 * @param required whether the server refuses to start without a key, so that an empty
 * secret does not open it
 * @param openMetrics whether Prometheus may scrape without a key where there are keys
 */
@ConfigurationProperties("classifier.security")
record SecurityProperties(@DefaultValue List<String> apiKeys, @DefaultValue("false") boolean required,
		@DefaultValue("false") boolean openMetrics) {

}
