/**
 * Charts as SVG.
 *
 * <p>
 * Drawings are XML without scripts and without references, for a page that brings the
 * colours: lines have the classes {@code line0} .. {@code line5}, columns the class of
 * their layer.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.efficientnet.classifier.plot;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
