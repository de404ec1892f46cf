package io.efficientnet.classifier.api;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class HttpServerConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> deadlinesAndProblems(JsonMapper json) {
		return (tomcat) -> {
			tomcat.setProtocol(DeadlineInput.Protocol.class.getName());
			// The valve that is added last reports first
			tomcat.addContextCustomizers(
					(context) -> context.getParent().getPipeline().addValve(new ProblemReportValve(json)));
		};
	}

}
