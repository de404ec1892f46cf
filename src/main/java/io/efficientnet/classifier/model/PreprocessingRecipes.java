package io.efficientnet.classifier.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * The published preprocessing recipes by name, as the authors of each weight set
 * evaluated it. Immutable.
 */
public final class PreprocessingRecipes {

	private static final String RESOURCE = "preprocessing-recipes.json";

	private static final int NEAR_NAMES = 3;

	private final Map<String, Preprocessing> recipes = new LinkedHashMap<>();

	public PreprocessingRecipes() {
		for (Preprocessing recipe : read()) {
			this.recipes.put(recipe.name(), recipe);
		}
	}

	/**
	 * Finds a recipe.
	 * @param name for instance {@code timm/tf_efficientnet_b0.aa_in1k}
	 * @return the recipe of that name
	 * @throws IllegalArgumentException if there is none; the message tells the names that
	 * come closest
	 */
	public Preprocessing named(String name) {
		Preprocessing recipe = this.recipes.get(name);
		if (recipe == null) {
			throw new IllegalArgumentException(
					"No preprocessing is named '" + name + "'. Near: " + String.join(", ", namesNear(name)));
		}
		return recipe;
	}

	/**
	 * The names of all recipes.
	 * @return names by library, then by size of the network
	 */
	public List<String> names() {
		return List.copyOf(this.recipes.keySet());
	}

	private List<String> namesNear(String name) {
		return this.recipes.keySet()
			.stream()
			.sorted(Comparator.comparingInt((candidate) -> editDistance(name, candidate)))
			.limit(NEAR_NAMES)
			.toList();
	}

	private static int editDistance(String first, String second) {
		String a = first.toLowerCase(Locale.ROOT);
		String b = second.toLowerCase(Locale.ROOT);
		int[] previous = new int[b.length() + 1];
		for (int j = 0; j <= b.length(); j++) {
			previous[j] = j;
		}
		for (int i = 1; i <= a.length(); i++) {
			int[] current = new int[b.length() + 1];
			current[0] = i;
			for (int j = 1; j <= b.length(); j++) {
				int replaced = previous[j - 1] + ((a.charAt(i - 1) == b.charAt(j - 1)) ? 0 : 1);
				current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
			}
			previous = current;
		}
		return previous[b.length()];
	}

	private static Preprocessing[] read() {
		try (InputStream resource = PreprocessingRecipes.class.getResourceAsStream(RESOURCE)) {
			if (resource == null) {
				throw new IllegalStateException("The build lacks " + RESOURCE);
			}
			return JsonMapper.shared().readValue(resource, Preprocessing[].class);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
