package io.efficientnet.classifier.download;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Proxies by Java's system properties ({@code https.proxyHost}, ..), else by
 * {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} of the environment, in
 * upper or lower case, as curl reads them.
 */
final class EnvironmentProxies extends ProxySelector {

	private static final int DEFAULT_PORT = 1080;

	private final @Nullable ProxySelector properties;

	private final Map<String, String> environment;

	EnvironmentProxies(@Nullable ProxySelector properties, Map<String, String> environment) {
		this.properties = properties;
		this.environment = environment;
	}

	@Override
	public List<Proxy> select(URI uri) {
		List<Proxy> byProperties = (this.properties != null) ? this.properties.select(uri) : List.of(Proxy.NO_PROXY);
		boolean direct = byProperties.stream().allMatch((proxy) -> proxy.type() == Proxy.Type.DIRECT);
		String proxy = variable(uri.getScheme() + "_proxy");
		if (!direct || proxy == null || isExcepted(uri.getHost())) {
			return byProperties;
		}
		return List.of(new Proxy(Proxy.Type.HTTP, address(proxy)));
	}

	private boolean isExcepted(String host) {
		String excepted = variable("no_proxy");
		return excepted != null && Arrays.stream(excepted.split("[,\\s]+"))
			.map((entry) -> entry.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", ""))
			.anyMatch((entry) -> entry.equals("*") || host.equalsIgnoreCase(entry)
					|| (!entry.isEmpty() && host.toLowerCase(Locale.ROOT).endsWith("." + entry)));
	}

	private @Nullable String variable(String lowerCase) {
		return Stream.of(lowerCase, lowerCase.toUpperCase(Locale.ROOT))
			.map(this.environment::get)
			.filter((value) -> value != null && !value.isBlank())
			.findFirst()
			.orElse(null);
	}

	private static InetSocketAddress address(String proxy) {
		URI uri = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
		if (!"http".equals(uri.getScheme()) || uri.getHost() == null || uri.getUserInfo() != null) {
			throw new IllegalArgumentException(
					"HTTP_PROXY and HTTPS_PROXY must be http://HOST:PORT, without user and password");
		}
		return InetSocketAddress.createUnresolved(uri.getHost(), (uri.getPort() < 0) ? DEFAULT_PORT : uri.getPort());
	}

	@Override
	public void connectFailed(URI uri, SocketAddress address, IOException failure) {
		// the request fails with it
	}

}
