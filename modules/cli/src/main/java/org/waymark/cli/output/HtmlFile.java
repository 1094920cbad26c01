package org.waymark.cli.output;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.waymark.cli.command.CommandException;
import org.waymark.history.page.HistoryPage;
import org.waymark.runtime.DurableFile;
import org.waymark.runtime.FileTrouble;

/**
 * The file to which a command writes a page. An existing file is replaced only if it is empty or
 * such a page, so that a mistyped name destroys nothing. The page is complete whenever the file
 * exists: it is written beside the file and renamed.
 */
final class HtmlFile {
  /** Where the head of a page, by which it is recognized, has ended. */
  private static final int HEAD_BYTES = 1_000;

  private HtmlFile() {}

  /**
   * Requires that the file can be written and may be replaced.
   *
   * @throws CommandException if not
   */
  static void requireWritable(Path file) {
    try {
      if (Files.exists(file)) {
        requireReplaceable(file);
      } else if (!Files.isDirectory(file.toAbsolutePath().getParent())) {
        throw new CommandException(
            "cannot write %s: the folder %s does not exist"
                .formatted(file, file.toAbsolutePath().getParent()));
      }
    } catch (IOException e) {
      throw new CommandException("cannot read %s: %s".formatted(file, FileTrouble.of(e)), e);
    }
  }

  private static void requireReplaceable(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new CommandException(file + " is not a file: name one with --html");
    }
    byte[] head;
    try (InputStream stream = Files.newInputStream(file)) {
      head = stream.readNBytes(HEAD_BYTES);
    }
    if (head.length > 0 && !HistoryPage.isPage(new String(head, StandardCharsets.UTF_8))) {
      throw new CommandException(
          "%s exists, and --html has not written it: delete it, or name another file"
              .formatted(file));
    }
  }

  /**
   * Writes the file.
   *
   * @throws CommandException if it cannot be written, or must not be replaced
   */
  static void write(Path file, String page) {
    requireWritable(file);
    try {
      // A link stays a link: the file that it names is replaced.
      DurableFile.replace(
          Files.exists(file) ? file.toRealPath() : file, page.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CommandException("cannot write %s: %s".formatted(file, FileTrouble.of(e)), e);
    }
  }
}
