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
 * The file to which a command writes a page. An existing file is replaced only if it is empty or is
 * such a page, so that a mistyped name destroys nothing. The file is always complete, because the
 * page is first written to another file, which is then renamed.
 */
final class HtmlFile {
  /** The maximum size in bytes of the head of a page, which identifies the file as a page. */
  private static final int HEAD_BYTES = 1_000;

  private HtmlFile() {}

  /**
   * Requires that the file can be written and may be replaced.
   *
   * @throws CommandException if the file cannot be written or must not be replaced
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
      throw new CommandException(file + " is not a file: specify a file with --html");
    }
    byte[] head;
    try (InputStream stream = Files.newInputStream(file)) {
      head = stream.readNBytes(HEAD_BYTES);
    }
    if (head.length > 0 && !HistoryPage.isPage(new String(head, StandardCharsets.UTF_8))) {
      throw new CommandException(
          "%s exists but was not written by --html: delete it, or specify another file"
              .formatted(file));
    }
  }

  /**
   * Writes the file.
   *
   * @throws CommandException if the file cannot be written or must not be replaced
   */
  static void write(Path file, String page) {
    requireWritable(file);
    try {
      // A link remains a link: the file to which it refers is replaced.
      DurableFile.replace(
          Files.exists(file) ? file.toRealPath() : file, page.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CommandException("cannot write %s: %s".formatted(file, FileTrouble.of(e)), e);
    }
  }
}
