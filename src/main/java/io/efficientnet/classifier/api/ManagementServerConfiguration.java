package io.efficientnet.classifier.api;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.security.AccessPolicy;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import tools.jackson.databind.json.JsonMapper;

/**
 * The management port asks for keys and answers as the main port does, on threads of its
 * own: virtual threads share their carriers with those of requests. No
 * {@code @Configuration}, which would be found for the main port too; a file in
 * {@code META-INF/spring} names it for the management port.
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementServerConfiguration {

	private static final int THREADS = 4;

	private static final int MOST_WAITING = 64;

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebServerFactoryCustomizer<TomcatWebServerFactory> managementThreads() {
		return (tomcat) -> tomcat.addProtocolHandlerCustomizers((protocol) -> {
			ThreadPoolExecutor threads = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.MINUTES,
					new ArrayBlockingQueue<>(MOST_WAITING),
					Thread.ofPlatform().name("management-", 0).daemon().factory());
			threads.allowCoreThreadTimeOut(true);
			protocol.setExecutor(threads);
		});
	}

	@Bean
	WebServerFactoryCustomizer<TomcatWebServerFactory> managementAnswers(JsonMapper json, AccessPolicy policy,
			ConnectionProperties limits) {
		// Watched by nobody: what takes its time here may do so, and no drain waits for
		// it
		ClientConnections connections = new ClientConnections(Duration.ZERO, System::nanoTime);
		return (tomcat) -> {
			ServerAnswers.customize(tomcat, json, policy, (_) -> {
			});
			tomcat.addConnectorCustomizers((connector) -> {
				ClientProcessor.Protocol protocol = (ClientProcessor.Protocol) connector.getProtocolHandler();
				protocol.limit(connector, connections, limits);
				protocol.setMostLingering(THREADS / 2);
			});
		};
	}

}
