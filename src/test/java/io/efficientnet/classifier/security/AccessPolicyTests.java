package io.efficientnet.classifier.security;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AccessPolicyTests {

	private static final String HASH = "sha256:" + "0a".repeat(32);

	private final ApiKey old = ApiKey.create();

	private final ApiKey current = ApiKey.create();

	private final AccessPolicy policy = new AccessPolicy(List.of(this.old.hash(), this.current.hash()), false);

	@Test
	void acceptsEachOfItsKeysAndNoOther() {
		assertThat(this.policy.accepts(this.old.value())).isTrue();
		assertThat(this.policy.accepts(this.current.value())).isTrue();
		assertThat(this.policy.accepts(ApiKey.create().value())).isFalse();
	}

	@Test
	void acceptsNothingThatIsOnlyLikeAKey() {
		String key = this.current.value();

		assertThat(List.of("", " ", key + " ", key.substring(1), key.toUpperCase(Locale.ROOT), this.current.hash(),
				key + "\0", "x".repeat(10_000)))
			.noneMatch(this.policy::accepts);
	}

	@Test
	void needsNoKeyWhereThereIsNone() {
		AccessPolicy open = new AccessPolicy(List.of(), false);

		assertThat(open.needsKeys()).isFalse();
		assertThat(open.hasOpenMetrics()).isTrue();
		assertThat(this.policy.needsKeys()).isTrue();
		assertThat(this.policy.hasOpenMetrics()).isFalse();
		assertThat(new AccessPolicy(List.of(HASH), true).hasOpenMetrics()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "classifier_secretsecretsecret", "sha256:0a0a",
			"0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
			"SHA256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
			"sha256:0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A",
			"sha512:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a" })
	void refusesWhatIsNoHashWithoutShowingIt(String wrong) {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> new AccessPolicy(List.of(HASH, wrong), false))
			.withMessageContaining("classifier.security.api-keys[1] is no hash of a key")
			.withMessageContaining("bin/classifier keys create")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secretsecret", "0a0a", "0A0A"));
	}

	@Test
	void refusesMoreKeysThanItShouldCompare() {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> new AccessPolicy(Collections.nCopies(65, HASH), false))
			.withMessageContaining("at most 64");
	}

	@Test
	void knowsTheHashOfAKey() {
		// printf %s abc | sha256sum
		assertThat(ApiKey.digest("abc")).asHexString()
			.isEqualToIgnoringCase("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	}

}
