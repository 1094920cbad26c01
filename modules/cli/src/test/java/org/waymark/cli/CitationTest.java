package org.waymark.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Tests that citations in code and documents resolve: "PROTOCOL 6.2", "ARCHITECTURE, The lease" and
 * "APPLY, Digest" must name headings, and links in documents must lead to files and headings.
 */
class CitationTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  private static final Map<String, Path> BOOKS =
      Map.of(
          "ARCHITECTURE", ROOT.resolve("modules/ARCHITECTURE.md"),
          "APPLY", ROOT.resolve("modules/store/APPLY.md"),
          "PROTOCOL", ROOT.resolve("schemas/PROTOCOL.md"));

  private static final Set<String> FOLDERS =
      Set.of("modules", "schemas", "tools", "deploy", ".github", "README.md");
  private static final Pattern BY_TITLE =
      Pattern.compile("\\b(ARCHITECTURE|APPLY|PROTOCOL), ([A-Z][^;:,)\"]*)");
  private static final Pattern BY_NUMBER =
      Pattern.compile("\\b(PROTOCOL|spec|DESIGN) ((?:\\d+(?:\\.\\d+)*(?:, | and | to )?)+)");
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)*");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");

  private static List<String> headings(Path document) {
    try (Stream<String> lines = Files.lines(document)) {
      return lines
          .filter(line -> line.matches("#+ .*"))
          .map(line -> line.replaceFirst("#+ ", "").replace("`", ""))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(document + " cannot be read", e);
    }
  }

  private static List<Path> files(String... endings) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String folder : FOLDERS) {
      try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
        all.filter(Files::isRegularFile)
            .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
            .filter(file -> !ROOT.relativize(file).toString().matches("modules/[^/]+/target/.*"))
            .forEach(found::add);
      }
    }
    assertFalse(found.isEmpty());
    return found;
  }

  /** {@return the words of a file, without the marks at the beginning of its lines} */
  private static String words(Path file) throws IOException {
    return Files.readString(file).replaceAll("\\s*\\R\\s*(\\*|//|#)?\\s*", " ").replace("`", "");
  }

  private static boolean namesHeading(MatchResult citation) {
    String title = citation.group(2).strip();
    return headings(BOOKS.get(citation.group(1))).stream()
        .anyMatch(heading -> title.equals(heading) || title.startsWith(heading));
  }

  private static Stream<String> wrongNumbers(MatchResult citation) {
    Set<String> sections =
        citation.group(1).equals("PROTOCOL")
            ? headings(BOOKS.get("PROTOCOL")).stream()
                .map(heading -> heading.replaceFirst("\\.? .*", ""))
                .collect(Collectors.toSet())
            : Set.of();
    return NUMBER
        .matcher(citation.group(2))
        .results()
        .map(MatchResult::group)
        .filter(number -> !sections.contains(number))
        .map(number -> citation.group(1) + " " + number);
  }

  @Test
  void citationsNameHeadings() throws IOException {
    Set<String> wrong = new TreeSet<>();
    int found = 0;
    for (Path file : files(".java", ".capnp", ".md", ".toml", ".sh")) {
      if (file.endsWith("CitationTest.java")) {
        continue;
      }
      String words = words(file);
      List<MatchResult> byTitle = BY_TITLE.matcher(words).results().toList();
      List<MatchResult> byNumber = BY_NUMBER.matcher(words).results().toList();
      found += byTitle.size() + byNumber.size();
      byTitle.stream()
          .filter(citation -> !namesHeading(citation))
          .forEach(citation -> wrong.add(ROOT.relativize(file) + ": " + citation.group()));
      byNumber.stream()
          .flatMap(CitationTest::wrongNumbers)
          .forEach(citation -> wrong.add(ROOT.relativize(file) + ": " + citation));
    }
    int citations = found;
    assertAll(
        () -> assertEquals(Set.of(), wrong),
        () -> assertFalse(citations < 200, "only " + citations + " were looked at"));
  }

  /** {@return the anchor that source hosts generate for a heading} */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  private static boolean leadsSomewhere(Path document, String link) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
    return Files.exists(target)
        && (parts.length == 1
            || headings(target).stream().map(CitationTest::anchor).anyMatch(parts[1]::equals));
  }

  @Test
  void linksOfDocumentsLeadToFilesAndHeadings() throws IOException {
    Set<String> wrong = new TreeSet<>();
    for (Path document : files(".md")) {
      Matcher links = LINK.matcher(Files.readString(document));
      while (links.find()) {
        String link = links.group(1);
        if (!link.matches("[a-z]+:.*") && !leadsSomewhere(document, link)) {
          wrong.add(ROOT.relativize(document) + ": " + link);
        }
      }
    }
    assertEquals(Set.of(), wrong);
  }
}
