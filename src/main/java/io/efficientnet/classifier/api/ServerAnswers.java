package io.efficientnet.classifier.api;

import java.util.function.Consumer;

import io.efficientnet.classifier.security.AccessPolicy;
import org.apache.catalina.Pipeline;
import org.apache.catalina.connector.Request;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import tools.jackson.databind.json.JsonMapper;

/** How Tomcat answers on both ports before any filter runs and after the last one has. */
final class ServerAnswers {

	private ServerAnswers() {
	}

	/**
	 * Sets a port up.
	 * @param tomcat of the port
	 * @param json writes problems
	 * @param policy says who may ask
	 * @param refusals told of each request that is refused for want of a key
	 */
	static void customize(TomcatWebServerFactory tomcat, JsonMapper json, AccessPolicy policy,
			Consumer<Request> refusals) {
		tomcat.setProtocol(ClientProcessor.Protocol.class.getName());
		tomcat.addContextCustomizers((context) -> {
			Pipeline pipeline = context.getParent().getPipeline();
			// The valve that is added last reports first
			pipeline.addValve(new ProblemReportValve(json));
			pipeline.addValve(new SecurityHeaders.Valve());
			pipeline.addValve(new ClientValve());
			pipeline.addValve(new AccessValve(policy, refusals));
			pipeline.addValve(new ServerWideOptions.Valve());
		});
		tomcat.addProtocolHandlerCustomizers((protocol) -> {
			if (protocol instanceof AbstractHttp11Protocol<?> http) {
				// Not before a handler wants the body: most refusals come earlier
				http.setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
			}
		});
	}

}
