package io.efficientnet.classifier.api;

import java.time.Duration;

import io.efficientnet.classifier.security.AccessPolicy;
import org.apache.catalina.connector.Connector;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionProperties.class)
class HttpServerConfiguration {

	// For the answer to be written, and for what is left of a refused body
	private static final Duration MARGIN = Duration.ofSeconds(5);

	@Bean(initMethod = "watch")
	static ClientConnections clientConnections(ConnectionProperties limits, UploadProperties uploads) {
		return new ClientConnections(limits.headers().plus(uploads.timeout()).plus(MARGIN), System::nanoTime);
	}

	@Bean
	static HttpDoor httpDoor(ClientConnections connections) {
		return new HttpDoor(connections);
	}

	@Bean
	WebMvcConfigurer refusalsWhileStopping(HttpDoor door) {
		return new WebMvcConfigurer() {
			@Override
			public void addInterceptors(InterceptorRegistry registry) {
				registry.addInterceptor(door);
			}
		};
	}

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> limitsAndProblems(JsonMapper json, AccessPolicy policy,
			ObjectProvider<CountingFilter> counting, ConnectionProperties limits, ClientConnections connections,
			HttpDoor door) {
		return (tomcat) -> {
			ServerAnswers.customize(tomcat, json, policy, (request) -> counting.getObject().refused(request));
			tomcat.addConnectorCustomizers((connector) -> door.add(limited(connector, limits, connections)));
		};
	}

	private static ClientProcessor.Protocol limited(Connector connector, ConnectionProperties limits,
			ClientConnections connections) {
		ClientProcessor.Protocol protocol = (ClientProcessor.Protocol) connector.getProtocolHandler();
		protocol.limit(connector, connections, limits);
		return protocol;
	}

}
