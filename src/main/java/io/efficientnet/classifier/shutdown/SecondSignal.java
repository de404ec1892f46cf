package io.efficientnet.classifier.shutdown;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process in order on the first SIGTERM or SIGINT, and at once on the second.
 * The JVM's own handlers would have the second one wait for the first.
 */
public final class SecondSignal {

	private static final Logger logger = LoggerFactory.getLogger(SecondSignal.class);

	// Shells report a process that a signal ended with 128 and the signal's number
	private static final int SIGNALLED = 128;

	private final AtomicBoolean isStopping = new AtomicBoolean();

	private final IntConsumer exit;

	private final IntConsumer halt;

	SecondSignal(IntConsumer exit, IntConsumer halt) {
		this.exit = exit;
		this.halt = halt;
	}

	/** Takes the signals over from the JVM, where it lets them go. */
	public static void install() {
		SecondSignal signals = new SecondSignal(System::exit, Runtime.getRuntime()::halt);
		signals.handle("INT", 2);
		signals.handle("TERM", 15);
	}

	void received(int number) {
		if (this.isStopping.compareAndSet(false, true)) {
			this.exit.accept(SIGNALLED + number);
		}
		else {
			this.halt.accept(SIGNALLED + number);
		}
	}

	// By reflection: the compiler warns of sun.misc, but nothing else is told of signals
	private void handle(String name, int number) {
		try {
			Class<?> signal = Class.forName("sun.misc.Signal");
			Class<?> handler = Class.forName("sun.misc.SignalHandler");
			Object received = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] { handler },
					(_, _, _) -> {
						received(number);
						return null;
					});
			signal.getMethod("handle", signal, handler)
				.invoke(null, signal.getConstructor(String.class).newInstance(name), received);
		}
		catch (ReflectiveOperationException ex) {
			logger.debug("Signal {} is not left to the program", name, ex);
		}
	}

}
