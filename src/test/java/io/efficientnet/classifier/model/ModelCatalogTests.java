package io.efficientnet.classifier.model;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ModelCatalogTests {

	@TempDir
	private Path directory;

	@Test
	void listsModelsById() throws Exception {
		ModelFixtures.write(this.directory, "b1");
		ModelFixtures.write(this.directory, "b0");

		assertThat(ModelCatalog.read(this.directory).entries()).extracting((entry) -> entry.id().value())
			.containsExactly("b0", "b1");
	}

	@Test
	void isEmptyWhereTheDirectoryIsMissing() throws Exception {
		ModelCatalog catalog = ModelCatalog.read(this.directory.resolve("missing"));

		assertThat(catalog.entries()).isEmpty();
		assertThat(catalog.directory()).isEqualTo(this.directory.resolve("missing").toAbsolutePath());
	}

	@Test
	void ignoresWhatIsNoModel() throws Exception {
		ModelFixtures.write(this.directory, "b0");
		ModelFixtures.write(this.directory, "Upper");
		ModelFixtures.write(this.directory, ".installing-1");
		Files.createDirectory(this.directory.resolve("empty"));
		Files.createDirectories(this.directory.resolve("folder/model.json"));
		Files.writeString(this.directory.resolve("readme.md"), "Models");

		assertThat(ModelCatalog.read(this.directory).entries()).extracting((entry) -> entry.id().value())
			.containsExactly("b0");
	}

	@Test
	void keepsOtherModelsWhereOneIsDamaged() throws Exception {
		ModelFixtures.write(this.directory, "b0");
		Files.writeString(ModelFixtures.write(this.directory, "b1").resolve("model.json"), "{");

		assertThat(ModelCatalog.read(this.directory).entries()).extracting((entry) -> entry.fault() == null)
			.containsExactly(true, false);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "../b0", "b0/", "B0", "labels", "b0\0" })
	void findsOnlyWhatItLists(String id) throws Exception {
		ModelFixtures.write(this.directory, "b0");

		ModelCatalog catalog = ModelCatalog.read(this.directory);

		assertThat(catalog.find("b0")).isNotNull();
		assertThat(catalog.find(id)).isNull();
	}

	@Test
	void readsOnlyWhatChangedAgain() throws Exception {
		ModelFixtures.write(this.directory, "b0");
		Path changed = ModelFixtures.write(this.directory, "b1");
		ModelCatalog before = ModelCatalog.read(this.directory);
		ModelFixtures.edit(changed, "76.88", "77.777");
		Path added = Files.createDirectory(this.directory.resolve("b2"));
		Files.writeString(added.resolve("model.json"), ModelFixtures.description("b2"));

		ModelCatalog after = before.reread();

		assertThat(after.find("b0")).isNotNull().isSameAs(before.find("b0"));
		assertThat(after.find("b1")).isNotNull().isNotSameAs(before.find("b1"));
		assertThat(after.find("b2")).isNotNull();
	}

	@Test
	void doesNotTakeADirectoryThatIsGoneForAnEmptyOne() throws Exception {
		Path models = this.directory.resolve("models");
		ModelFixtures.write(models, "b0");
		ModelCatalog catalog = ModelCatalog.read(models);
		Files.move(models, this.directory.resolve("elsewhere"));

		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(catalog::reread);
	}

	@Test
	void doesNotChangeWhenAModelIsInstalled() throws Exception {
		ModelCatalog before = ModelCatalog.read(this.directory);
		Path graph = Files.write(this.directory.resolve(".graph"), ModelFixtures.GRAPH);
		ModelDescriptor descriptor = JsonMapper.shared()
			.readValue(ModelFixtures.description("b0"), ModelDescriptor.class);

		before.install(descriptor, graph);

		assertThat(before.find("b0")).isNull();
		assertThat(ModelFixtures.entry(this.directory, "b0").descriptor()).isEqualTo(descriptor);
	}

}
