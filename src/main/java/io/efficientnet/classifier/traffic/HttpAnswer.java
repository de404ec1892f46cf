package io.efficientnet.classifier.traffic;

/**
 * What a server answered.
 *
 * @param status of HTTP
 * @param reusable whether the connection may carry another request
 * @param text beginning of the body, empty where the status is 200
 */
public record HttpAnswer(int status, boolean reusable, String text) {
}
