package org.waymark.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.waymark.cli.command.CommandException;
import org.waymark.history.page.HistoryPage;
import picocli.CommandLine.Option;

/** The option that also writes an answer as an HTML page with diagrams. */
public final class PageOption {
  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Also writes the answer as a single HTML file with diagrams, which contains no scripts"
              + " and loads nothing from elsewhere. An existing file is replaced only if it is such"
              + " a page or is empty.")
  private Path file;

  /**
   * Checks whether a page is to be written. A command may take a long time, so it calls this method
   * before it begins.
   *
   * @return whether the user requested a page
   * @throws CommandException if the page could not be written
   */
  public boolean isGiven() {
    if (file != null) {
      HtmlFile.requireWritable(file);
    }
    return file != null;
  }

  /**
   * Writes the page, if one was requested, and prints the name of the file.
   *
   * @throws CommandException if the page cannot be written
   */
  public void write(JsonNode answer, PrintWriter err) {
    if (file != null) {
      HtmlFile.write(file, HistoryPage.of(answer));
      err.println("wrote " + file);
      err.flush();
    }
  }
}
