package io.efficientnet.classifier.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * A private key and its self-signed certificate for localhost, made by the JDK's keytool.
 *
 * @param certificate PEM file
 * @param key PEM file
 */
public record PemFiles(Path certificate, Path key) {

	private static final char[] PASSWORD = "changeit".toCharArray();

	private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] { '\n' });

	public static PemFiles in(Path folder) {
		return new PemFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"));
	}

	/**
	 * Writes a new pair in place of the one that is there.
	 * @return the certificate
	 */
	public X509Certificate renew() throws IOException, GeneralSecurityException, InterruptedException {
		Path folder = Files.createTempDirectory("keytool");
		Path file = folder.resolve("store.p12");
		try {
			generate(file);
			KeyStore store = KeyStore.getInstance("PKCS12");
			try (InputStream in = Files.newInputStream(file)) {
				store.load(in, PASSWORD);
			}
			X509Certificate made = (X509Certificate) store.getCertificate("server");
			replace(this.key, "PRIVATE KEY", store.getKey("server", PASSWORD).getEncoded());
			replace(this.certificate, "CERTIFICATE", made.getEncoded());
			return made;
		}
		finally {
			Files.deleteIfExists(file);
			Files.delete(folder);
		}
	}

	private static void generate(Path store) throws IOException, InterruptedException {
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "server", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost",
				"-ext", "SAN=dns:localhost,ip:127.0.0.1", "-validity", "2", "-storetype", "PKCS12", "-keystore",
				store.toString(), "-storepass", String.valueOf(PASSWORD))
			.redirectErrorStream(true)
			.start();
		String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (keytool.waitFor() != 0) {
			throw new AssertionError("keytool: " + said);
		}
	}

	private static void replace(Path file, String type, byte[] content) throws IOException {
		Path part = file.resolveSibling(file.getFileName() + ".part");
		Files.writeString(part,
				"-----BEGIN " + type + "-----\n" + LINES.encodeToString(content) + "\n-----END " + type + "-----\n");
		Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
	}

}
