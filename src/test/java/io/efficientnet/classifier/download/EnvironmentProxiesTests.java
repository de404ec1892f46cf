package io.efficientnet.classifier.download;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EnvironmentProxiesTests {

	private static final URI FILE = URI.create("https://github.com/w");

	@ParameterizedTest
	@CsvSource({ "HTTPS_PROXY, http://proxy:3128, 3128", "https_proxy, proxy:3128, 3128",
			"HTTPS_PROXY, http://proxy/, 1080" })
	void takesTheProxyOfTheScheme(String variable, String value, int port) {
		EnvironmentProxies proxies = new EnvironmentProxies(null, Map.of(variable, value));

		assertThat(proxies.select(FILE))
			.containsExactly(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy", port)));
		assertThat(proxies.select(URI.create("http://github.com/w"))).containsExactly(Proxy.NO_PROXY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "github.com", "*", "example.org, github.com", ".github.com", "*.com", "com" })
	void goesDirectlyToExceptedHosts(String excepted) {
		EnvironmentProxies proxies = new EnvironmentProxies(null,
				Map.of("HTTPS_PROXY", "http://proxy:3128", "NO_PROXY", excepted));

		assertThat(proxies.select(FILE)).containsExactly(Proxy.NO_PROXY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "hub.com", "api.github.com", "example.org" })
	void takesTheProxyForOtherHosts(String excepted) {
		EnvironmentProxies proxies = new EnvironmentProxies(null,
				Map.of("HTTPS_PROXY", "http://proxy:3128", "no_proxy", excepted));

		assertThat(proxies.select(FILE)).extracting(Proxy::type).containsExactly(Proxy.Type.HTTP);
	}

	@Test
	void prefersTheSystemProperties() {
		ProxySelector properties = ProxySelector.of(InetSocketAddress.createUnresolved("configured", 8080));
		EnvironmentProxies proxies = new EnvironmentProxies(properties, Map.of("HTTPS_PROXY", "http://proxy:3128"));

		assertThat(proxies.select(FILE)).isEqualTo(properties.select(FILE));
	}

	@Test
	void goesDirectlyWithoutAnyProxy() {
		assertThat(new EnvironmentProxies(null, Map.of("HTTPS_PROXY", " ")).select(FILE))
			.isEqualTo(List.of(Proxy.NO_PROXY));
	}

	@ParameterizedTest
	@ValueSource(strings = { "socks5://proxy:1080", "http://me:secret@proxy:3128", "http://" })
	void refusesProxiesOfOtherKinds(String value) {
		EnvironmentProxies proxies = new EnvironmentProxies(null, Map.of("HTTPS_PROXY", value));

		assertThatIllegalArgumentException().isThrownBy(() -> proxies.select(FILE));
	}

}
