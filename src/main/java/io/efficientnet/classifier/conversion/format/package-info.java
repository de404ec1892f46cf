/**
 * Weight files as they lie on disk: which tensors there are, and where their bytes are.
 *
 * <p>
 * Files come from strangers. Readers work on a mapping, check every length, offset and
 * name before use, follow each address once and never make an object that a file asks
 * for. They know nothing of networks.
 */
@NullMarked
package io.efficientnet.classifier.conversion.format;

import org.jspecify.annotations.NullMarked;
