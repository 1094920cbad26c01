package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.waymark.cli.output.HtmlFile;
import org.waymark.history.page.HistoryPage;
import picocli.CommandLine.Option;

/** The option that also writes an answer as a page with pictures. */
final class PageOption {
  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Also writes the answer, with pictures over time, as one HTML file that loads and runs"
              + " nothing. An existing file is replaced only if it is such a page, or empty.")
  private Path file;

  private HtmlFile page;

  boolean isGiven() {
    return file != null;
  }

  /** Asks for what pictures need, if a page is to be written. Fails early if it cannot be. */
  void addTo(ObjectNode query) {
    if (file != null) {
      page = new HtmlFile(file);
      query.put("bars", HistoryPage.MAX_BARS);
    }
  }

  /** Writes the page, if one is wanted, and says so. */
  void write(JsonNode answer, PrintWriter err) {
    if (file != null) {
      page.write(HistoryPage.of(answer));
      err.println("wrote " + file);
      err.flush();
    }
  }
}
