package io.efficientnet.classifier;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the server. */
@SpringBootApplication(proxyBeanMethods = false)
public class ClassifierApplication {

	/**
	 * Starts the server.
	 * @param args Spring options
	 */
	public static void main(String[] args) {
		SpringApplication.run(ClassifierApplication.class, args);
	}

}
