package io.efficientnet.classifier;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

import io.efficientnet.classifier.cli.ClassifierCommandLine;
import io.efficientnet.classifier.shutdown.SecondSignal;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The program: the server, or one of the commands. */
@SpringBootApplication(proxyBeanMethods = false)
public class ClassifierApplication {

	/**
	 * Starts the server, or runs a command and exits with its code.
	 * @param args nothing or {@code serve} with Spring options, or a command
	 */
	public static void main(String[] args) {
		if (ClassifierCommandLine.isServe(args)) {
			SecondSignal.install();
			SpringApplication.run(ClassifierApplication.class, ClassifierCommandLine.serverArguments(args));
			return;
		}
		PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
		PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
		System.exit(ClassifierCommandLine.run(args, out, err));
	}

}
