package io.efficientnet.classifier.image;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How images are read.
 *
 * @param orientation whether pictures are turned as their metadata says, or taken as they
 * are stored, which is what the networks were measured on
 * @param draft whether large photos are decoded at a half, a fourth or an eighth of their
 * size, which is faster and changes pixels
 */
@ConfigurationProperties("classifier.image")
record ImageProperties(@DefaultValue("ignore") Use orientation, @DefaultValue("false") boolean draft) {

	/** What is done with something that a file says. */
	enum Use {

		IGNORE, APPLY

	}

}
