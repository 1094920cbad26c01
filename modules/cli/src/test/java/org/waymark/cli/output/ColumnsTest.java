package org.waymark.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  @Test
  void columnsAreAsWideAsWhatIsInThem() {
    StringWriter text = new StringWriter();

    Columns.print(
        List.of(
            List.of("AS", "beacons", "replicas"),
            List.of("1-ff00:0:110", "3", "ps1"),
            List.of("1-1", "stopped", "")),
        new PrintWriter(text, true));

    assertEquals(
        List.of(
            "AS           beacons replicas", "1-ff00:0:110 3       ps1", "1-1          stopped"),
        text.toString().lines().toList());
  }
}
