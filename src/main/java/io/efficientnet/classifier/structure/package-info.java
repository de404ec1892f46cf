/**
 * What a graph that somebody else exported is made of, found by its nodes and not by
 * their names.
 *
 * <p>
 * Input, network and head are recognised one by one; the graph is then rewritten at both
 * ends only, so that it takes and gives what every other model here does.
 */
@NullMarked
@ApplicationModule(allowedDependencies = { "efficientnet", "onnx", "tensor", "failure" })
package io.efficientnet.classifier.structure;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
