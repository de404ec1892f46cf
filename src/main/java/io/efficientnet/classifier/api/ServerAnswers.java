package io.efficientnet.classifier.api;

import org.apache.catalina.Pipeline;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import tools.jackson.databind.json.JsonMapper;

/** How Tomcat answers on both ports before any filter runs and after the last one has. */
final class ServerAnswers {

	private ServerAnswers() {
	}

	static void customize(TomcatWebServerFactory tomcat, JsonMapper json) {
		tomcat.addContextCustomizers((context) -> {
			Pipeline pipeline = context.getParent().getPipeline();
			// The valve that is added last reports first
			pipeline.addValve(new ProblemReportValve(json));
			pipeline.addValve(new SecurityHeaders.Valve());
			pipeline.addValve(new UnreadBody.Valve());
		});
		tomcat.addProtocolHandlerCustomizers((protocol) -> {
			if (protocol instanceof AbstractHttp11Protocol<?> http) {
				// Not before a handler wants the body: most refusals come earlier
				http.setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
			}
		});
	}

}
