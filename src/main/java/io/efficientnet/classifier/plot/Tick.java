package io.efficientnet.classifier.plot;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A mark on an axis.
 *
 * @param value where it is
 * @param label what is written beside it
 */
public record Tick(double value, String label) {

	private static final MathContext DIGITS = new MathContext(6);

	/**
	 * A mark that is labelled with its value.
	 * @param value where it is
	 * @return the mark
	 */
	public static Tick of(double value) {
		return new Tick(value, BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros().toPlainString());
	}

}
