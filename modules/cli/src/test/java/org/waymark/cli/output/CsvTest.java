package org.waymark.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  private static String printed(String... cells) {
    StringWriter out = new StringWriter();
    Csv.print(List.of(List.of(cells)), new PrintWriter(out));
    return out.toString();
  }

  @Test
  void cellsWithSeparatorsAreQuoted() {
    assertEquals(
        "plain,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",,1-11\r\n",
        printed("plain", "a,b", "say \"no\"", "two\nlines", "", "1-11"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\uFF1D1"})
  void cellsThatWouldBeFormulasBecomeText(String formula) {
    assertEquals("'" + formula + ",b\r\n", printed(formula, "b"));
  }

  @Test
  void quotedCellsAreNoFormulasEither() {
    assertEquals("\"'=HYPERLINK(\"\"x\"\",1)\"\r\n", printed("=HYPERLINK(\"x\",1)"));
  }
}
