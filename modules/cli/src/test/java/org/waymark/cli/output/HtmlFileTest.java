package org.waymark.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.command.CommandException;
import org.waymark.history.page.HistoryPage;

class HtmlFileTest {
  @TempDir private Path folder;
  private Path file;
  private String page;

  @BeforeEach
  void makePage() {
    file = folder.resolve("page.html");
    page =
        HistoryPage.of(
            new JsonMapper()
                .createObjectNode()
                .put("query", "history")
                .put("kind", "segment")
                .put("subject", "00112233")
                .put("at", "2026-11-28T14:00:00Z"));
  }

  @Test
  void pageIsWrittenAndReplacedAndNothingElseIsLeft() throws IOException {
    HtmlFile.write(file, page);
    HtmlFile.write(file, page + "\n");
    assertEquals(page + "\n", Files.readString(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void emptyFileIsReplaced() throws IOException {
    HtmlFile.write(Files.createFile(file), page);
    assertEquals(page, Files.readString(file));
  }

  @Test
  void linkToAPageStaysALink() throws IOException {
    HtmlFile.write(file, page);
    Path link = Files.createSymbolicLink(folder.resolve("newest.html"), file);
    HtmlFile.write(link, page + "\n");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(page + "\n", Files.readString(file));
  }

  @Test
  void otherFilesAreKept() throws IOException {
    Files.writeString(file, "<!DOCTYPE html><title>my notes</title>");
    assertRefused(file, "exists but was not written by --html");
    assertRefused(folder, "is not a file");
    assertRefused(folder.resolve("missing").resolve("page.html"), "does not exist");
    assertEquals("<!DOCTYPE html><title>my notes</title>", Files.readString(file));
  }

  private static void assertRefused(Path file, String part) {
    String why =
        assertThrows(CommandException.class, () -> HtmlFile.requireWritable(file)).getMessage();
    assertTrue(why.contains(part), why);
  }
}
