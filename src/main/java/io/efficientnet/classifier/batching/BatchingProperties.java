package io.efficientnet.classifier.batching;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much may wait.
 *
 * @param queueCapacity images that may wait; more are refused as overloaded
 */
@Validated
@ConfigurationProperties("classifier.batching")
public record BatchingProperties(@DefaultValue("256") @Min(1) int queueCapacity) {
}
