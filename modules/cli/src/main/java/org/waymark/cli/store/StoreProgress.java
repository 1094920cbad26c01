package org.waymark.cli.store;

import java.io.PrintWriter;
import java.util.Locale;
import org.waymark.cli.command.Terminal;
import org.waymark.cli.output.ProgressBar;
import org.waymark.runtime.SystemClock;
import org.waymark.store.snapshot.CopyProgress;
import org.waymark.store.verify.RowProgress;

/** Shows how many bytes have been copied or how many rows have been verified. */
final class StoreProgress implements CopyProgress, RowProgress {
  private static final int PERCENT = 100;
  private static final long MIB = 1 << 20;

  private final ProgressBar bar;

  /**
   * @param verb what the command is doing
   */
  StoreProgress(PrintWriter err, String verb) {
    bar = new ProgressBar(err, Terminal.isStandardError(), new SystemClock(), verb);
  }

  @Override
  public void read(long done, long total) {
    show(done, total, String.format(Locale.ROOT, "%,d of %,d MiB", done / MIB, total / MIB));
  }

  @Override
  public void verified(long done, long total) {
    show(done, total, String.format(Locale.ROOT, "%,d of about %,d rows", done, total));
  }

  private void show(long done, long total, String text) {
    int percent = total == 0 ? PERCENT : (int) (done * PERCENT / total);
    if (done == total) {
      bar.ended(percent, text);
    } else {
      bar.reached(percent, () -> text);
    }
  }
}
