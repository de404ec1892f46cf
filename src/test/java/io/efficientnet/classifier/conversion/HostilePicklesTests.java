package io.efficientnet.classifier.conversion;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Pickles by hand, in the notation of {@code pickletools}: text with escapes. */
@Timeout(60)
class HostilePicklesTests {

	private static final String STORAGE = "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0000X\3\0\0\0cpu";

	@TempDir
	private Path folder;

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			os.system              | cos\\nsystem\\n(X\\2\\0\\0\\0idtR.
			posix.system           | cposix\\nsystem\\n.
			builtins.eval          | cbuiltins\\neval\\n.
			torch._utils.load      | ctorch._utils\\nload\\n.
			os.system              | \\214\\2os\\214\\6system\\223.
			operation INST         | (ios\\nsystem\\n.
			operation OBJ          | (o.
			operation NEWOBJ       | )\\201.
			operation NEWOBJ_EX    | )\\222.
			operation PERSID       | Px\\n.
			operation LONG4        | \\213\\377\\377\\377\\177.
			operation EXT1         | \\202\\1.
			operation BINBYTES     | B\\377\\377\\377\\377.
			operation DUP          | }2.
			operation 0xff         | \\377.
			REDUCE                 | K\\1)R.
			REDUCE                 | ccollections\\nOrderedDict\\n(K\\1tR.
			not called as          | ctorch\\nFloatStorage\\n)R.
			not called as          | ctorch._utils\\n_rebuild_tensor_v2\\n)R.
			BUILD                  | K\\1}b.
			BUILD                  | K\\1K\\2b.
			BINPERSID              | K\\1Q.
			is no storage          | )Q.
			is a list or a dictio  | }]K\\1s.
			is a list or a dictio  | }}K\\1s.
			without tensors        | })K\\1s.
			SETITEMS               | ]K\\1K\\2s.
			SETITEMS               | }(K\\1u.
			APPENDS                | }K\\1a.
			lacks a mark           | t.
			empty stack            | .
			empty stack            | a.
			empty stack            | \\207.
			empty stack            | q\\0.
			did not keep           | h\\0.
			does not end           | c
			does not hold a state  | N.
			does not hold a state  | ].
			without tensors        | }.
			without tensors        | }X\\5\\0\\0\\0modelh\\1.
			protocol 9             | \\200\\11.
			has 4294967295 bytes   | X\\377\\377\\377\\377a.
			223372036854775807 byt | \\215\\377\\377\\377\\377\\377\\377\\377\\177a.
			it ends at             | X\\377\\377\\1\\0a.
			it ends at             | \\212\\377.
			""")
	void refuses(String reason, String pickle) throws IOException {
		String escaped = pickle.equals("c") ? "c" + "x".repeat(300) : pickle.translateEscapes();
		assertRefused(zip(escaped.replace("}X\5\0\0\0modelh\1", "}q\1X\5\0\0\0modelh\1s")), reason);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			cannot have -1 elements        | -1 | 0 | 1  | 1
			storage '0' has 16 bytes       | 9223372036854775807 | 0 | 1 | 1
			storage '0' has 16 bytes       | 4611686018427387908 | 0 | 1 | 1
			does not fit its storage       | 4 | 0 | 5  | 1
			does not fit its storage       | 4 | 0 | 4  | 2
			does not fit its storage       | 4 | 0 | 4  | 9223372036854775807
			does not fit its storage       | 4 | 0 | 4  | -1
			does not fit its storage       | 4 | 0 | 2147483647 | 0
			does not fit its storage       | 4 | 1 | 4  | 1
			begins behind                  | 4 | 5 | 0  | 1
			begins behind                  | 4 | -1 | 1 | 1
			impossible extents             | 4 | 0 | -4 | 1
			impossible extents             | 4 | 0 | 4294967300 | 1
			""")
	void refusesTensorsOutsideOfTheirStorage(String reason, long elements, long offset, long extent, long stride)
			throws IOException {
		assertRefused(zip("}X\1\0\0\0actorch._utils\n_rebuild_tensor_v2\n(" + STORAGE + TorchFixtures.number(elements)
				+ "tQ" + TorchFixtures.number(offset) + TorchFixtures.number(extent) + "\205"
				+ TorchFixtures.number(stride) + "\205\211}tRs."), reason);
	}

	@Test
	void keepsSharedValuesShared() throws IOException {
		StringBuilder laughs = new StringBuilder("]q\0");
		for (int level = 0; level < 60; level++) {
			laughs.append("(" + ("h" + (char) level).repeat(20) + "tq" + (char) (level + 1));
		}
		assertRefused(zip(laughs + "."), "does not hold a state dict");
	}

	@Test
	void bearsDeepNesting() throws IOException {
		assertRefused(zip("(".repeat(2_000_000) + "."), "makes more than 1048576 values");
		assertRefused(zip("]".repeat(2_000_000) + "."), "makes more than 1048576 values");
		assertRefused(zip(")" + "\205".repeat(1_000_000) + "."), "does not hold a state dict");
		assertRefused(zip("]q\0h\0a."), "does not hold a state dict");
		assertRefused(zip("}X\5\0\0\0model".repeat(20) + "}" + "s".repeat(20) + "."), "without tensors");
	}

	@Test
	void countsWhatItCopiesAndWhatLiesInContainers() throws IOException {
		String pairs = "]q\0(" + "X\1\0\0\0aK\1\206".repeat(3_000) + "e";
		assertRefused(zip("ccollections\nOrderedDict\nq\1" + pairs + "h\1h\0\205R".repeat(400) + "."),
				"makes more than 1048576 values");
		assertRefused(zip("](" + ("}".repeat(300_000) + "e](").repeat(4) + "."), "makes more than 1048576 values");
	}

	@Test
	void countsWhatAllPicklesOfALegacyFileMake() throws IOException {
		assertRefused(legacyOfValues(400_000), "makes more than 1048576 values");
		assertRefused(legacyOfValues(300_000), "it lists a storage of no tensor");
	}

	private static byte[] legacyOfValues(int count) {
		String pickle = "\200\2](" + "N".repeat(count) + "e.";
		return TorchFixtures.bytes(TorchFixtures.LEGACY_HEAD + pickle.repeat(3));
	}

	@ParameterizedTest
	@ValueSource(strings = { "K\1", "N", "\210", "K\1K\2\206", "ctorch\nFloatStorage\n", "G\0\0\0\0\0\0\0\0" })
	void leavesOutKeysThatAreNoText(String key) throws IOException {
		assertRefused(zip("}" + key + tensor() + "s."), "without tensors");
		assertReads("}" + key + "K\1s" + TorchFixtures.text("a") + tensor() + "s.", "a");
	}

	@Test
	void readsACheckpointOfATraining() throws IOException {
		String state = "}" + TorchFixtures.text("state") + "}K\0}" + TorchFixtures.text("step") + tensor() + "ss" + "s";
		String groups = TorchFixtures.text("param_groups") + "]}" + TorchFixtures.text("params") + "](K\0K\1es"
				+ TorchFixtures.text("betas") + "G\77\354\314\314\314\314\314\315G\77\357\367\316\331\26\207\53\206s"
				+ "as";

		assertReads("}(" + TorchFixtures.text("epoch") + "K\3" + TorchFixtures.text("optimizer") + state + groups
				+ TorchFixtures.text("scaler") + "N" + TorchFixtures.text("state_dict") + "}" + TorchFixtures.text("a")
				+ tensor() + "s" + "u.", "a");
	}

	@Test
	void findsAStateDictBesideATensor() throws IOException {
		assertReads("}" + TorchFixtures.text("best_acc1") + tensor() + "s" + TorchFixtures.text("state_dict") + "}"
				+ TorchFixtures.text("a") + tensor() + "ss.", "a");
	}

	@Test
	void findsAStateDictBesideWhatIsCalledLikeOne() throws IOException {
		String settings = "}" + TorchFixtures.text("name") + TorchFixtures.text("b0") + "s";
		String counters = "}" + TorchFixtures.text("updates")
				+ tensor().replace("FloatStorage\nX\1\0\0\0000", "IntStorage\nX\1\0\0\0001") + "s";

		assertReads(
				"}(" + TorchFixtures.text("ema") + "}" + TorchFixtures.text("model") + settings
						+ TorchFixtures.text("model_ema") + counters + TorchFixtures.text("net") + "}"
						+ TorchFixtures.text("state_dict") + "}" + TorchFixtures.text("a") + tensor() + "ss" + "u.",
				"a");
	}

	@Test
	void refusesAPickleWithoutEnd() throws IOException {
		assertRefused(zip("}" + "\225\0\0\0\0\0\0\0\0".repeat(2_000_000)), "longer than 16777216 bytes");
	}

	@Test
	void refusesCompressedEntries() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
			zip.putNextEntry(new ZipEntry("archive/data.pkl"));
			zip.write(new byte[1 << 20]);
		}
		assertRefused(bytes.toByteArray(), "entry 'archive/data.pkl' is compressed");
	}

	@Test
	void refusesDirectoriesThatCannotBe() throws IOException {
		byte[] whole = zip("}.");
		int end = whole.length - 22;
		assertRefused(changed(whole, end + 10, (short) -1), "there is no 'PK");
		assertRefused(changed(whole, end + 10, (short) 999), "there is no 'PK");
		assertRefused(changed(whole, end + 16, (short) 0x7FFF), "is not within");
		assertRefused(changed(whole, end, (short) 0), "its zip directory is missing");
	}

	@Test
	void refusesALegacyFileThatListsWhatItDoesNotHave() throws IOException {
		String head = TorchFixtures.LEGACY_HEAD + "\200\2}.";

		assertRefused(TorchFixtures.bytes(head + "}.]X\1\0\0\0000a."), "it lists a storage of no tensor");
		assertRefused(TorchFixtures.bytes(head + "}."), "it ends at");
		assertRefused(TorchFixtures.bytes(head + STORAGE + "K\4tQ.]X\1\0\0\0000a.\377\377\377\377\377\377\377\377"),
				"cannot have 18446744073709551615 elements");
		assertRefused(TorchFixtures.bytes("\200\2K\1."), "it is a pickle, but none of torch.save");
	}

	private void assertReads(String pickle, String name) throws IOException {
		Path file = Files.write(this.folder.resolve("sound.pth"), zip(pickle));

		try (WeightFile weights = WeightFile.open(file)) {
			assertThat(weights.names()).containsExactly(name);
		}
	}

	private static byte[] changed(byte[] whole, int at, short value) {
		byte[] bytes = whole.clone();
		ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(at, value);
		return bytes;
	}

	private static String tensor() {
		return "ctorch._utils\n_rebuild_tensor_v2\n(" + STORAGE + TorchFixtures.number(4) + "tQ"
				+ TorchFixtures.number(0) + TorchFixtures.number(4) + "\205" + TorchFixtures.number(1) + "\205\211}tR";
	}

	private static byte[] zip(String pickle) throws IOException {
		return TorchFixtures.zip(pickle, 16);
	}

	private void assertRefused(byte[] content, String reason) throws IOException {
		Path path = Files.write(this.folder.resolve("hostile"), content);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> WeightFile.open(path))
			.withMessageContaining(reason)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST));
	}

}
