package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "check", mixinStandardHelpOptions = true,
		description = { "Checks a running server from outside: it must be ready, say what is in a photo of a cat, and "
				+ "refuse what is no picture." })
final class CheckCommand implements Callable<Integer> {

	@Spec
	@SuppressWarnings("NullAway.Init") // set by picocli before call
	private CommandSpec spec;

	@Option(names = "--url", paramLabel = "URL", defaultValue = "${env:CLASSIFIER_CHECK_URL:-http://localhost:8080}",
			description = "Address of the server; also as the environment variable CLASSIFIER_CHECK_URL, which the "
					+ "health check of the image takes too (default: http://localhost:8080).")
	@SuppressWarnings("NullAway.Init") // has a default value
	private URI url;

	@Option(names = "--expect", split = ",", paramLabel = "ID",
			description = "Ids of classes, one of which must come first (default: any class will do).")
	private List<String> expected = new ArrayList<>();

	@Option(names = "--ready", description = "Ask only whether it is ready.")
	private boolean readyOnly;

	@Mixin
	private final AuthorityOption authorities = new AuthorityOption();

	@Mixin
	private final ApiKeyOption apiKey = new ApiKeyOption();

	@Override
	public Integer call() throws IOException {
		if (!"http".equals(this.url.getScheme()) && !"https".equals(this.url.getScheme())) {
			throw new ParameterException(this.spec.commandLine(), "--url must be http://.. or https://..");
		}
		String key = this.apiKey.value(this.spec);
		try (ServerCheck check = new ServerCheck(this.url, key, this.authorities.context())) {
			say(check.ready());
			if (!this.readyOnly) {
				say(check.classifies(this.expected));
				say(check.refuses());
			}
		}
		return 0;
	}

	private void say(String finding) {
		this.spec.commandLine().getOut().println(finding);
	}

}
