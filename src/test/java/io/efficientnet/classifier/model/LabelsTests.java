package io.efficientnet.classifier.model;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LabelsTests {

	@TempDir
	private Path folder;

	@Test
	void readsTheLabelsOfImageNet() throws Exception {
		Labels labels = Labels.read(Path.of("models/labels/imagenet.csv"));

		assertThat(labels.size()).isEqualTo(1000);
		assertThat(labels.get(281)).isEqualTo(new Label(281, "n02123045", "tabby, tabby cat"));
		assertThat(labels.get(134).label()).isEqualTo(labels.get(517).label()).isEqualTo("crane");
	}

	@Test
	void readsQuotesCommasAndLineBreaks() throws Exception {
		Labels labels = read("index,id,label\n0,a,\"one, uno\"\n1,b,\"the \"\"two\"\"\"\n2,c,\"three\nlines\"\n");

		assertThat(labels.get(0).label()).isEqualTo("one, uno");
		assertThat(labels.get(1).label()).isEqualTo("the \"two\"");
		assertThat(labels.get(2).label()).isEqualTo("three\nlines");
	}

	@ParameterizedTest
	@ValueSource(strings = { "index,id,label\r\n0,a,one\r\n", "\ufeffindex,id,label\n0,a,one",
			"index, id, label\n0, a, one \n" })
	void readsWhatSpreadsheetsWrite(String content) throws Exception {
		Labels labels = read(content);

		assertThat(labels.size()).isEqualTo(1);
		assertThat(labels.get(0)).isEqualTo(new Label(0, "a", "one"));
	}

	@Test
	void readsTextBeyondAscii() throws Exception {
		assertThat(read("index,id,label\n0,a,chien \u72ac\n").get(0).label()).isEqualTo("chien \u72ac");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1,a,one\n", "0,a,one\n0,b,two\n", "0,a,one\n2,c,three\n", "-1,a,one\n" })
	void refusesIndicesThatDoNotCountUp(String rows) {
		assertThatIllegalArgumentException().isThrownBy(() -> read("index,id,label\n" + rows))
			.withMessageStartingWith("Labels must be numbered 0, 1, 2, ..; found ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0,a,one\n", "id,index,label\na,0,one\n", "index,id,label\n0,a\n",
			"index,id,label\n0,a,tench, Tinca tinca\n", "index,id,label\nzero,a,one\n", "index,id,label\n0,a,\"one\n",
			"index,id,label,note\n0,a,one,x\n", "index;id;label\n0;a;one\n" })
	void refusesWhatIsNotThreeColumns(String content) {
		assertThatIllegalArgumentException().isThrownBy(() -> read(content))
			.withMessage("Labels must be CSV with the header index,id,label");
	}

	@Test
	void passesOnThatTheFileIsMissing() {
		assertThatExceptionOfType(NoSuchFileException.class)
			.isThrownBy(() -> Labels.read(this.folder.resolve("missing.csv")));
	}

	private Labels read(String content) throws Exception {
		return Labels.read(Files.writeString(this.folder.resolve("labels.csv"), content));
	}

}
