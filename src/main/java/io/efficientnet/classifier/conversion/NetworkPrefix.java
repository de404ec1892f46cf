package io.efficientnet.classifier.conversion;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * Finds a network that is a module of something larger, as trainers store it: beside
 * weights of a criterion, under any name, or twice, as trained and as averaged. Where the
 * stem is, there is a network.
 */
final class NetworkPrefix {

	private static final String NONE = "";

	private static final int MOST = 16;

	private static final Set<String> STEMS = Arrays.stream(WeightSource.values())
		.map((source) -> source.names().kernel(Layer.stem(EfficientNetVariant.B0.spec())))
		.collect(Collectors.toSet());

	private static final Predicate<String> AVERAGED = Pattern.compile("(.*[._])?ema[._].*").asMatchPredicate();

	private NetworkPrefix() {
	}

	/**
	 * Looks for modules that are networks. Averaged weights go before those they are
	 * averages of, as in checkpoints of timm.
	 * @param names of all tensors of a file
	 * @param module the tensors whose names begin with a prefix, without it
	 * @return prefix of the one network, with its dot; empty if the file is the network,
	 * or holds none
	 * @throws ServiceException {@code INVALID_REQUEST} if there are several
	 */
	static String find(Collection<String> names, Function<String, WeightArchive> module) {
		List<String> prefixes = names.stream().flatMap(NetworkPrefix::beforeStem).distinct().limit(MOST + 1L).toList();
		if (prefixes.stream().allMatch(String::isEmpty)) {
			return NONE;
		}
		if (prefixes.size() > MOST) {
			throw several(prefixes);
		}
		List<String> networks = prefixes.stream()
			.filter((prefix) -> WeightMatch.isNetwork(module.apply(prefix)))
			.toList();
		if (networks.isEmpty()) {
			return (prefixes.size() == 1) ? prefixes.getFirst() : NONE;
		}
		if (networks.size() == 1) {
			return networks.getFirst();
		}
		List<String> averaged = networks.stream().filter(AVERAGED).toList();
		if (averaged.size() != 1) {
			throw several(networks);
		}
		return averaged.getFirst();
	}

	private static Stream<String> beforeStem(String name) {
		return STEMS.stream()
			.filter(name::endsWith)
			.map((stem) -> name.substring(0, name.length() - stem.length()))
			.filter((prefix) -> prefix.isEmpty() || prefix.endsWith("."));
	}

	private static ServiceException several(List<String> prefixes) {
		return new ServiceException(FailureKind.INVALID_REQUEST,
				"The file holds several networks, under %s; save one of them alone"
					.formatted(NameList.of(prefixes.stream().map("'%s'"::formatted).toList())));
	}

}
