package org.waymark.history.page;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Pages about a random log, read with an XML parser. */
class HistoryPageTest {
  private static final int RECORDS = 400;
  private static final Set<String> ACTIVE =
      Set.of(
          "script",
          "img",
          "link",
          "iframe",
          "object",
          "embed",
          "form",
          "base",
          "a",
          "image",
          "use",
          "foreignObject",
          "animate",
          "set");
  private static final Set<String> LOADING =
      Set.of("src", "href", "xlink:href", "srcset", "action", "data");

  private static PageAnswers answers;

  @BeforeAll
  static void apply() {
    answers = new PageAnswers(5, RECORDS);
  }

  @AfterAll
  static void close() {
    answers.close();
  }

  /** {@return an answer of every kind} */
  private static List<JsonNode> all() {
    return List.of(
        answers.answer(PageAnswers.life(answers.segment())),
        answers.answer(PageAnswers.life("1-11#11")),
        answers.answer(PageAnswers.life("1-14")),
        answers.answer(PageAnswers.difference(100, 300)),
        answers.answer(PageAnswers.difference(0, RECORDS)),
        answers.answer(PageAnswers.paths(100, 300, "1-14", "1-11")),
        answers.report(1_000));
  }

  @Test
  void pagesLoadAndRunNothing() {
    for (JsonNode answer : all()) {
      String html = HistoryPage.of(answer);
      PageReader page = PageReader.of(html);
      assertAll(
          () -> assertTrue(html.startsWith("<!DOCTYPE html>\n<html"), html),
          () -> assertTrue(HistoryPage.isPage(html.substring(0, 500)), html),
          () -> assertTrue(page.elements().stream().noneMatch(ACTIVE::contains), html),
          () -> assertTrue(page.attributes().stream().noneMatch(LOADING::contains), html),
          () -> assertTrue(page.attributes().stream().noneMatch(one -> one.startsWith("on")), html),
          () ->
              assertEquals(
                  "default-src 'none'; style-src 'unsafe-inline'",
                  page.all("meta").stream()
                      .filter(
                          one -> one.getAttribute("http-equiv").equals("Content-Security-Policy"))
                      .findFirst()
                      .orElseThrow()
                      .getAttribute("content")));
    }
  }

  @Test
  void sameAnswerGivesTheSamePage() {
    for (JsonNode answer : all()) {
      assertEquals(HistoryPage.of(answer), HistoryPage.of(answer.deepCopy()));
    }
  }

  @Test
  void hostileTextsAreShownAndChangeNothing() {
    for (JsonNode answer : all()) {
      PageReader tame = PageReader.of(HistoryPage.of(answer));
      String html = HistoryPage.of(PageAnswers.hostile(answer));
      PageReader page = PageReader.of(html);
      assertAll(
          () -> assertEquals(tame.all("*").size(), page.all("*").size(), html),
          () -> assertEquals(tame.elements(), page.elements()),
          () -> assertEquals(tame.attributes(), page.attributes()),
          () -> assertFalse(html.contains("<script"), html),
          () -> assertFalse(html.contains("\u202e"), html),
          () ->
              assertTrue(
                  page.text().contains("<script>alert(1)</script>\"'&amp;\\u202e\\u0000\\ud800"),
                  html));
    }
  }

  @Test
  void everyEventOfASegmentIsInTheTableAndTheKindsInThePicture() {
    JsonNode answer = answers.answer(PageAnswers.life(answers.segment()));
    PageReader page = PageReader.of(HistoryPage.of(answer));
    List<Element> events = page.rows("Events");
    assertEquals(answer.path("events").size(), events.size());
    assertEquals(answer.path("gaps").size(), page.rows("Gaps").size());
    List<String> titles = page.all("title").stream().map(Element::getTextContent).toList();
    for (int i = 0; i < events.size(); i++) {
      JsonNode event = answer.path("events").get(i);
      String row = events.get(i).getTextContent();
      assertTrue(row.startsWith(event.path("offset").asText()), row);
      String meaning = Mark.Kind.of(event.path("event").asText()).orElseThrow().meaning();
      assertTrue(
          titles.stream()
              .anyMatch(
                  title ->
                      title.contains(meaning)
                          || title.startsWith(event.path("event").asText() + " at ")),
          event::toString);
    }
    assertTrue(events.size() > 10, answer::toPrettyString);
  }

  @Test
  void everyRevocationOfAnInterfaceIsDrawnAndListed() {
    JsonNode answer = answers.answer(PageAnswers.life("1-11#11"));
    PageReader page = PageReader.of(HistoryPage.of(answer));
    assertTrue(answer.path("events").size() > 3, answer::toPrettyString);
    assertEquals(answer.path("events").size(), page.rows("Revocations").size());
    assertEquals(answer.path("users").size(), page.rows("Segments that have used").size());
    assertEquals(
        answer.path("events").size() + 1, page.withClass("rect", "checked").size(), "and a legend");
  }

  @Test
  void asHasABarForEachRevokedInterfaceAndEachSegment() {
    JsonNode answer = answers.answer(PageAnswers.life("1-14"));
    PageReader page = PageReader.of(HistoryPage.of(answer));
    long revoked = 0;
    for (JsonNode one : answer.path("interfaces")) {
      revoked += one.path("revoked").isEmpty() ? 0 : 1;
    }
    assertEquals(revoked + answer.path("segments").size(), page.withClass("text", "label").size());
    assertEquals(answer.path("interfaces").size(), page.rows("Interfaces").size());
    assertEquals(answer.path("segments").size(), page.rows("Segments").size());
  }

  @Test
  void differenceHasABarForEachChangeAndLinesAtBothMoments() {
    JsonNode answer = answers.answer(PageAnswers.difference(100, 300));
    PageReader page = PageReader.of(HistoryPage.of(answer));
    List<String> labels =
        page.withClass("text", "label").stream().map(Element::getTextContent).toList();
    for (JsonNode change : answer.path("changes")) {
      String label =
          change.path("change").asText()
              + ": "
              + change.path("type").asText()
              + " "
              + change.path("id").asText().substring(0, 12);
      assertTrue(labels.stream().anyMatch(one -> one.startsWith(label)), () -> label + labels);
    }
    assertEquals(answer.path("changes").size(), page.rows("Segments that changed").size());
    assertEquals(answer.path("revocations").size(), page.rows("Revocations in between").size());
    String text = page.text();
    assertTrue(text.contains("first moment") && text.contains("second moment"), text);
  }

  @Test
  void pairHasASpanBetweenAnyTwoChanges() {
    JsonNode answer = answers.answer(PageAnswers.paths(100, 300, "1-14", "1-11"));
    PageReader page = PageReader.of(HistoryPage.of(answer));
    JsonNode changes = answer.at("/availability/changes");
    List<Element> spans = page.rows("When there was a path");
    assertTrue(changes.size() > 2, answer::toPrettyString);
    assertEquals(changes.size() + 1, spans.size());
    for (int i = 1; i < spans.size(); i++) {
      String words = spans.get(i).getTextContent();
      boolean holds = changes.get(i - 1).path("holds").asBoolean();
      assertTrue(words.contains(holds ? "at least one path" : "no path"), words);
      assertTrue(words.contains(changes.get(i - 1).at("/causes/0").asText()), words);
    }
  }

  @Test
  void reportHasATableAndABarForEachRow() {
    JsonNode report = answers.report(1_000);
    PageReader page = PageReader.of(HistoryPage.of(report));
    List<String> labels =
        page.withClass("text", "label").stream().map(Element::getTextContent).toList();
    assertAll(
        () -> assertEquals(report.path("totals").size(), page.rows("Total counts").size()),
        () -> assertEquals(report.path("sources").size(), page.rows("By source").size()),
        () -> assertEquals(report.path("ases").size(), page.rows("By sending AS").size()),
        () -> assertEquals(report.path("paths").size(), page.rows("Registered paths").size()),
        () -> assertEquals(2, page.rows("Rejections by reason").size()),
        () ->
            assertTrue(
                labels.contains(
                    "registration rejected: expired (from summaries), offsets 2 of .audit"),
                labels::toString),
        () -> assertTrue(labels.contains("the replicas themselves"), labels::toString));
    PageReader few = PageReader.of(HistoryPage.of(answers.report(2)));
    assertTrue(few.text().contains("report is incomplete"), few.text());
    assertEquals(
        "all others", few.rows("Registered paths").get(2).getFirstChild().getTextContent());
  }

  @Test
  void whatIsBeyondTheBoundsIsSaid() {
    ObjectNode few = PageAnswers.life("1-14").put("bars", 2);
    PageReader page = PageReader.of(HistoryPage.of(answers.answer(few)));
    assertTrue(page.text().contains("more segments have no bar in the picture"), page.text());
    ObjectNode one = PageAnswers.life(answers.segment()).put("limit", 3);
    assertTrue(
        PageReader.of(HistoryPage.of(answers.answer(one))).text().contains("page is incomplete"));
    ObjectNode strip = PageAnswers.paths(100, 300, "1-14", "1-11").put("limit", 1);
    assertTrue(
        PageReader.of(HistoryPage.of(answers.answer(strip))).text().contains("are not listed"));
  }

  @Test
  void everyPictureHasANameAndItsShapesHaveTooltips() {
    for (JsonNode answer : all()) {
      PageReader page = PageReader.of(HistoryPage.of(answer));
      for (Element picture : page.withClass("svg", "picture")) {
        assertEquals("img", picture.getAttribute("role"));
        assertFalse(picture.getAttribute("aria-label").isEmpty());
        for (String shape : List.of("rect", "path")) {
          for (int i = 0; i < picture.getElementsByTagNameNS("*", shape).getLength(); i++) {
            Element one = (Element) picture.getElementsByTagNameNS("*", shape).item(i);
            assertFalse(one.getTextContent().isEmpty());
          }
        }
      }
    }
  }

  @Test
  void answersWithoutAPageAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> HistoryPage.of(answers.answer(PageAnswers.query("segments"))));
  }
}
