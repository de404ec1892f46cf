package io.efficientnet.classifier.security;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class SecurityPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(SecurityConfiguration.class);

	@Test
	void areOpenByDefault() {
		this.runner.withPropertyValues("classifier.security.api-keys=")
			.run((context) -> assertThat(context.getBean(AccessPolicy.class).needsKeys()).isFalse());
		this.runner.run((context) -> assertThat(context.getBean(AccessPolicy.class).needsKeys()).isFalse());
	}

	@Test
	void bindHashesFromOneVariable() {
		ApiKey one = ApiKey.create();
		ApiKey other = ApiKey.create();

		this.runner
			.withPropertyValues("classifier.security.api-keys=" + one.hash() + ", " + other.hash() + "\n",
					"classifier.security.open-metrics=true")
			.run((context) -> {
				AccessPolicy policy = context.getBean(AccessPolicy.class);
				assertThat(policy.accepts(one.value()) && policy.accepts(other.value())).isTrue();
				assertThat(policy.hasOpenMetrics()).isTrue();
			});
	}

	@Test
	void refuseAKeyInPlaceOfItsHash() {
		ApiKey key = ApiKey.create();

		this.runner.withPropertyValues("classifier.security.api-keys=" + key.value())
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("classifier.security.api-keys[0] is no hash")
				.message()
				.doesNotContain(key.value()));
	}

	@Test
	void refuseToStartWithoutAKeyWhereOneIsRequired() {
		this.runner.withPropertyValues("classifier.security.api-keys= ", "classifier.security.required=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("classifier.security.api-keys is empty")
				.hasMessageContaining("keys create"));
		this.runner
			.withPropertyValues("classifier.security.api-keys=" + ApiKey.create().hash(),
					"classifier.security.required=true")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void refuseAnEmptyHashBetweenOthers() {
		this.runner.withPropertyValues("classifier.security.api-keys=" + ApiKey.create().hash() + ",,")
			.run((context) -> assertThat(context).hasFailed());
	}

}
