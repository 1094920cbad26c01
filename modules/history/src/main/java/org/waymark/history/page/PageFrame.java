package org.waymark.history.page;

import com.fasterxml.jackson.databind.JsonNode;
import org.waymark.history.query.AnswerText;

/** The parts that all pages have: the head with the style, the first lines, and the notes. */
final class PageFrame {
  /** The generator name, by which a file is recognized as a page. */
  static final String GENERATOR = "Waymark history page";

  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  private static final String STYLE =
      """

      :root { color-scheme: light dark; --paper: #ffffff; --ink: #1a1a1a; --faint: #5f5f5f;
        --line: #c9c9c9; --bar: #0072b2; --mark: #b04a00; --head: #f1f1f1; }
      @media (prefers-color-scheme: dark) {
        :root { --paper: #16181b; --ink: #ececec; --faint: #a9a9a9; --line: #4a4e54;
          --bar: #56b4e9; --mark: #ff9d45; --head: #24272b; } }
      @media print {
        :root { --paper: #ffffff; --ink: #000000; --faint: #444444; --line: #aaaaaa;
          --bar: #0072b2; --mark: #b04a00; --head: #f1f1f1; }
        main { max-width: none !important; padding: 0 !important; }
        .wide { overflow: visible !important; }
        svg.picture { min-width: 0 !important; }
        table { font-size: .65rem !important; } th, td { white-space: normal !important; }
        tr, svg { break-inside: avoid; } thead { display: table-header-group; }
        h2, caption { break-after: avoid; } }
      body { margin: 0; background: var(--paper); color: var(--ink);
        font: 16px/1.5 system-ui, sans-serif; }
      main { max-width: 1120px; margin: 0 auto; padding: 1rem; }
      h1 { font-size: 1.5rem; overflow-wrap: anywhere; } h2 { font-size: 1.2rem; margin-top: 2rem; }
      p { overflow-wrap: anywhere; }
      .note { border-left: 4px solid var(--mark); padding-left: .75rem; }
      .wide { overflow-x: auto; }
      figure { margin: 1rem 0; } figcaption { color: var(--faint); }
      svg.picture { display: block; width: 100%; min-width: 700px; }
      svg text { fill: var(--ink); font: 12px system-ui, sans-serif; paint-order: stroke;
        stroke: var(--paper); stroke-width: 4px; }
      svg text.label { font-family: ui-monospace, monospace; }
      svg text.middle { text-anchor: middle; } svg text.end { text-anchor: end; }
      svg text.strong { font-weight: 600; }
      .tick { stroke: var(--line); } .moment { stroke: var(--ink); stroke-dasharray: 6 3; }
      .solid { fill: var(--bar); } .hatched { fill: url(#hatch); stroke: var(--faint); }
      .checked { fill: url(#check); stroke: var(--mark); }
      .outlined { fill: none; stroke: var(--bar); stroke-dasharray: 4 3; }
      path.filled, path.hollow, path.line { stroke: var(--ink); stroke-width: 1.5; }
      path.filled { fill: var(--mark); stroke: var(--paper); stroke-width: 1; }
      path.hollow { fill: var(--paper); } path.line { fill: none; stroke-width: 2.5; }
      svg.defs { position: absolute; width: 0; height: 0; }
      svg.sample { vertical-align: middle; overflow: visible; }
      .legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; }
      table { border-collapse: collapse; margin: 1rem 0; font-size: .875rem; }
      caption { text-align: left; font-weight: 600; padding: .25rem 0; }
      th, td { border: 1px solid var(--line); padding: .2rem .5rem; text-align: left;
        vertical-align: top; overflow-wrap: break-word; max-width: 40rem; font-variant-numeric: tabular-nums; }
      th { background: var(--head); white-space: nowrap; } .number { text-align: right; }
      td.id { font-family: ui-monospace, monospace; }
      td.fixed, td.number { white-space: nowrap; overflow-wrap: normal; }
      .none { color: var(--faint); }
      """;

  private PageFrame() {}

  /** Begins a page. */
  static HtmlWriter begin(String title) {
    HtmlWriter page = new HtmlWriter();
    page.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en").line();
    page.open("head").line();
    page.empty("meta", "charset", "utf-8").line();
    page.empty("meta", "name", "generator", "content", GENERATOR).line();
    page.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY).line();
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    page.element("title", title).line();
    page.open("style").style(STYLE).close().line();
    page.close().line();
    page.open("body").line();
    patterns(page);
    page.open("main").line();
    page.element("h1", title).line();
    return page;
  }

  /** Defines the fill patterns of bands. */
  private static void patterns(HtmlWriter page) {
    page.open("svg", "xmlns", "http://www.w3.org/2000/svg", "class", "defs", "aria-hidden", "true");
    page.open("defs");
    pattern("hatch", "M0 6L6 0M-1 1L1 -1M5 7L7 5", "var(--faint)", page);
    pattern("check", "M0 6L6 0M-1 1L1 -1M5 7L7 5M0 0L6 6M-1 5L1 7M5 -1L7 1", "var(--mark)", page);
    page.close().close().line();
  }

  private static void pattern(String id, String path, String colour, HtmlWriter page) {
    page.open("pattern", "id", id, "width", "6", "height", "6", "patternUnits", "userSpaceOnUse");
    page.empty("path", "d", path, "style", "fill: none; stroke-width: 1.5; stroke: " + colour);
    page.close();
  }

  /** Writes the moment to which an answer refers, and the source of the answer. */
  static void moment(JsonNode answer, HtmlWriter page) {
    String source = answer.path("source").asText();
    page.element(
            "p",
            "As of offset %d, %s%s."
                .formatted(
                    answer.path("offset").asLong(),
                    AnswerText.time(answer.path("at")),
                    source.isEmpty() ? "" : " (" + source + ")"))
        .line();
  }

  /** Writes notes about everything that is missing from the answer. */
  static void notes(JsonNode answer, HtmlWriter page) {
    if (answer.path("truncated").asBoolean()) {
      note(
          "This page is incomplete, because there are more results: narrow the query, or raise"
              + " --limit.",
          page);
    }
    if (answer.path("knownFrom").asLong() > 0) {
      note(
          ("The effects of records before offset %d are not known here; anything that seems to"
                      + " begin at the")
                  .formatted(answer.path("knownFrom").asLong())
              + " left end may have begun earlier.",
          page);
    }
  }

  static void note(String text, HtmlWriter page) {
    page.element("p", "Note: " + text, "class", "note", "role", "note").line();
  }

  /** Opens the two elements of a picture, which scrolls if the window is too narrow. */
  static void openPicture(String title, int width, int height, HtmlWriter page) {
    page.open("div", "class", "wide", "tabindex", "0", "role", "group", "aria-label", title);
    page.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "role",
        "img",
        "aria-label",
        title,
        "class",
        "picture",
        "viewBox",
        "0 0 %d %d".formatted(width, height));
  }

  static String end(HtmlWriter page) {
    return page.finish();
  }
}
