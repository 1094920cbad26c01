package org.waymark.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.waymark.cli.command.CommandException;
import org.waymark.history.page.HistoryPage;
import picocli.CommandLine.Option;

/** The option that also writes an answer as a page with pictures. */
public final class PageOption {
  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Also writes the answer as one HTML file with pictures, which loads and runs nothing. An"
              + " existing file is replaced only if it is such a page, or empty.")
  private Path file;

  /**
   * {@return whether a page is to be written} Commands ask before they begin, since they may take
   * long.
   *
   * @throws CommandException if the page could not be written
   */
  public boolean isGiven() {
    if (file != null) {
      HtmlFile.requireWritable(file);
    }
    return file != null;
  }

  /**
   * Writes the page, if one is wanted, and says so.
   *
   * @throws CommandException if it cannot be written
   */
  public void write(JsonNode answer, PrintWriter err) {
    if (file != null) {
      HtmlFile.write(file, HistoryPage.of(answer));
      err.println("wrote " + file);
      err.flush();
    }
  }
}
