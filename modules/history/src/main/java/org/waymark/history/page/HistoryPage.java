package org.waymark.history.page;

import com.fasterxml.jackson.databind.JsonNode;

/** Converts answers about the past to HTML pages; see the package description. */
public final class HistoryPage {
  /**
   * The maximum number of segments that get a bar on a page. Queries for a page pass this number as
   * {@code bars}.
   */
  public static final int MAX_BARS = 100;

  private HistoryPage() {}

  /**
   * {@return an HTML page about an answer} The same answer always produces the same page.
   *
   * @throws IllegalArgumentException if there is no page for this kind of answer
   */
  public static String of(JsonNode answer) {
    String query = answer.path("query").asText();
    return switch (query) {
      case "history" ->
          switch (answer.path("kind").asText()) {
            case "segment" -> SegmentPage.of(answer);
            case "interface" -> InterfacePage.of(answer);
            default -> AsPage.of(answer);
          };
      case "diff" -> answer.has("src") ? AvailabilityPage.of(answer) : DifferencePage.of(answer);
      case "audit-report" -> ReportPage.of(answer);
      default ->
          throw new IllegalArgumentException("there is no page for the query '" + query + "'");
    };
  }

  /** {@return whether a file that begins with the text is a page created by this class} */
  public static boolean isPage(String beginning) {
    return beginning.contains("<meta name=\"generator\" content=\"" + PageFrame.GENERATOR + "\"");
  }
}
