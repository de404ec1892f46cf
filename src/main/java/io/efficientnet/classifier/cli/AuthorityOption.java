package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose certificates are trusted where a server speaks TLS. */
final class AuthorityOption {

	/** What to do where a server is not trusted. */
	static final String REMEDY = "name a PEM file with its certificate or its issuer's by --cacert";

	@Option(names = "--cacert", paramLabel = "FILE", defaultValue = "${env:CLASSIFIER_CACERT}",
			description = "PEM certificates to trust at https://, of issuers or of the server itself; also as the "
					+ "environment variable CLASSIFIER_CACERT (default: those that Java trusts).")
	private @Nullable Path file;

	/**
	 * What connections are made with.
	 * @return that of the file, else Java's own
	 * @throws IOException if the file cannot be read
	 * @throws IllegalArgumentException if there are no certificates in it
	 */
	SSLContext context() throws IOException {
		if (this.file != null && !this.file.toString().isEmpty()) {
			return CertificateAuthorities.trusting(this.file);
		}
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has TLS", ex);
		}
	}

}
