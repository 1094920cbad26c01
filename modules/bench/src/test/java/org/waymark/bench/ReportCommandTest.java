package org.waymark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReportCommandTest {
  @TempDir private Path folder;

  private String line(double ratio, boolean goalMet) throws IOException {
    Figures figures =
        new Figures.Collected()
            .add("help-ratio", ratio)
            .add("help-least-ratio", ratio / 2)
            .under("cli", "help takes %.1f times".formatted(ratio), goalMet);
    return new FiguresReport(List.of(figures), false).json();
  }

  private int report(StringWriter err, String... lines) throws IOException {
    Path runs = folder.resolve("runs.jsonl");
    Files.write(runs, List.of(lines));
    return new CommandLine(new ReportCommand())
        .setErr(new PrintWriter(err, true))
        .execute(runs.toString(), "--into", folder.toString());
  }

  @Test
  void newestRunIsInTheTableAndAllAreInThePlot() throws IOException {
    Files.writeString(folder.resolve("tried.txt"), "larger buffers: no gain\n");

    assertEquals(0, report(new StringWriter(), line(12, false), line(4, true)));

    String report = Files.readString(folder.resolve("report.md"));
    assertTrue(report.contains("| cli | help takes 4.0 times | yes |"), report);
    assertTrue(report.contains("- larger buffers: no gain"), report);
    String plot = Files.readString(folder.resolve("cli.svg"));
    assertEquals(2, plot.split("<rect").length - 1, plot);
    assertTrue(plot.contains(">12.00<") && plot.contains(">4.00<"), plot);
  }

  @Test
  void lineThatIsNoRunIsNamed() throws IOException {
    StringWriter err = new StringWriter();

    assertEquals(2, report(err, line(4, true), "{}"));

    assertTrue(
        err.toString().contains("runs.jsonl:2 is not a line of bench --json"), err::toString);
  }
}
