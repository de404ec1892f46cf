package io.efficientnet.classifier.image;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How images are read.
 *
 * @param orientation whether pictures are turned as their metadata says, or taken as they
 * are stored, which is what the networks were measured on
 */
@ConfigurationProperties("classifier.image")
record ImageProperties(@DefaultValue("ignore") Use orientation) {

	/** What is done with something that a file says. */
	enum Use {

		IGNORE, APPLY

	}

}
