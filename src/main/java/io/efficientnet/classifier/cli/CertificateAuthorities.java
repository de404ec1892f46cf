package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates are trusted. */
final class CertificateAuthorities {

	private CertificateAuthorities() {
	}

	/**
	 * Trusts nobody but those of a file.
	 * @param file PEM certificates
	 * @return for clients
	 * @throws IOException if the file cannot be read
	 * @throws IllegalArgumentException if there are no certificates in it
	 */
	static SSLContext trusting(Path file) throws IOException {
		try (InputStream pem = Files.newInputStream(file)) {
			KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
			store.load(null, null);
			for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
				store.setCertificateEntry(Integer.toString(store.size()), certificate);
			}
			if (store.size() == 0) {
				throw new IllegalArgumentException(file.getFileName() + " has no certificate");
			}
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(store);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalArgumentException(file.getFileName() + " has no certificates in PEM format", ex);
		}
	}

}
