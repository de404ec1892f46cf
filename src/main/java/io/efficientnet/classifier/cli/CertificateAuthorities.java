package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the certificates of a file: servers whose certificate one of them issued for the
 * name by which they are called, and servers that show one of them as their own. Those
 * have proved who they are, so they may be called by any name, such as localhost.
 */
final class CertificateAuthorities extends X509ExtendedTrustManager {

	private final KeyStore known;

	private final X509ExtendedTrustManager issuers;

	private CertificateAuthorities(KeyStore known, X509ExtendedTrustManager issuers) {
		this.known = known;
		this.issuers = issuers;
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
			X509ExtendedTrustManager issuers = (X509ExtendedTrustManager) trust.getTrustManagers()[0];
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { new CertificateAuthorities(store, issuers) }, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalArgumentException(file.getFileName() + " has no certificates in PEM format", ex);
		}
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
		if (!isKnown(chain)) {
			this.issuers.checkServerTrusted(chain, type, socket);
		}
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
		if (!isKnown(chain)) {
			this.issuers.checkServerTrusted(chain, type, engine);
		}
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
		this.issuers.checkServerTrusted(chain, type);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
		this.issuers.checkClientTrusted(chain, type, socket);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
		this.issuers.checkClientTrusted(chain, type, engine);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
		this.issuers.checkClientTrusted(chain, type);
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return this.issuers.getAcceptedIssuers();
	}

	private boolean isKnown(X509Certificate[] chain) throws CertificateException {
		try {
			if (this.known.getCertificateAlias(chain[0]) == null) {
				return false;
			}
		}
		catch (GeneralSecurityException ex) {
			throw new CertificateException("The certificates to trust cannot be read", ex);
		}
		chain[0].checkValidity();
		return true;
	}

}
