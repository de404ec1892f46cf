package io.efficientnet.classifier.download;

import java.net.URI;
import java.util.List;

/**
 * What is to be fetched.
 *
 * @param uri where it is; http or https
 * @param checksums that it must have; if there are none, the server must tell one
 * @param leastBytes a shorter file is not the one that is meant
 * @param mostBytes a longer file is not the one that is meant
 */
public record Download(URI uri, List<Checksum> checksums, long leastBytes, long mostBytes) {

	/**
	 * Checks the address.
	 * @throws IllegalArgumentException if it is not http or https with a host, or has a
	 * user name
	 */
	public Download {
		checksums = List.copyOf(checksums);
		if ((!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) || uri.getHost() == null
				|| uri.getUserInfo() != null) {
			throw new IllegalArgumentException("An address must be https://HOST/.. or http://HOST/.., not " + uri);
		}
	}

	String host() {
		return (uri().getPort() < 0) ? uri().getHost() : uri().getHost() + ":" + uri().getPort();
	}

	String name() {
		String path = uri().getPath();
		return path.substring(path.lastIndexOf('/') + 1);
	}

}
