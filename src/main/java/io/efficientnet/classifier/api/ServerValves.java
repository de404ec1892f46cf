package io.efficientnet.classifier.api;

import org.apache.catalina.Pipeline;
import org.springframework.boot.tomcat.TomcatContextCustomizer;
import tools.jackson.databind.json.JsonMapper;

/** What Tomcat does on both ports before any filter runs and after the last one has. */
final class ServerValves {

	private ServerValves() {
	}

	static TomcatContextCustomizer added(JsonMapper json) {
		return (context) -> {
			Pipeline pipeline = context.getParent().getPipeline();
			// The valve that is added last reports first
			pipeline.addValve(new ProblemReportValve(json));
			pipeline.addValve(new SecurityHeaders.Valve());
			pipeline.addValve(new UnreadBody.Valve());
		};
	}

}
