package org.waymark.world.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.segment.ByteString;

/** Every refusal names the line, what is wrong and what was expected. */
class TopologyRefusalTest {
  /**
   * A text with four ASes in lines 1 to 5, the key of the links in line 6, and the first link in
   * line 7.
   */
  private static final String ASES =
      """
      ASes:
        1-11: {core: true}
        1-12: {}
        1-13: {}
        2-21: {core: true}
      links:
        - {a: 1-11#1, b: 1-12#1, linkAtoB: CHILD}
        - {a: 1-11#2, b: 1-13#1, linkAtoB: CHILD}
      """;

  private static TopologyException refusal(String yaml) {
    return assertThrows(TopologyException.class, () -> TopologyFileTest.parse(yaml));
  }

  private static Stream<Arguments> wrongLinks() {
    return Stream.of(
        Arguments.of(
            "{a: 1-11#3, b: 1-14#1, linkAtoB: CHILD}",
            "links[2].b ends at 1-14, which is not described"),
        Arguments.of(
            "{a: 3-31#3, b: 1-12#9, linkAtoB: PEER}",
            "links[2].a ends at 3-31, which is not described"),
        Arguments.of(
            "{a: 1-11#2, b: 2-21#1, linkAtoB: CORE}",
            "links[2].a is interface 1-11#2, which already has the link of line 8"),
        Arguments.of(
            "{a: 1-11#3, b: 1-12#1, linkAtoB: CHILD}",
            "links[2].b is interface 1-12#1, which already has the link of line 7"),
        Arguments.of(
            "{a: 1-11#3, b: 1-12#2, linkAtoB: CORE}", "links[2].b is 1-12, which is not core"),
        Arguments.of(
            "{a: 1-12#3, b: 1-11#3, linkAtoB: CORE}", "links[2].a is 1-12, which is not core"),
        Arguments.of(
            "{a: 1-12#3, b: 1-11#3, linkAtoB: CHILD}", "links[2].b is 1-11, which is core"),
        Arguments.of(
            "{a: 2-21#3, b: 1-12#3, linkAtoB: CHILD}",
            "links[2].b is 1-12, in a different ISD from its parent 2-21"),
        Arguments.of("{a: 1-12#3, b: 1-12#4, linkAtoB: PEER}", "links[2] links 1-12 to itself"),
        Arguments.of("{a: 1-12#3, b: 1-13#4, linkAtoB: PARENT}", "links[2].linkAtoB is 'PARENT'"),
        Arguments.of("{a: 1-12#3, b: 1-13#4, linkAtoB: none}", "links[2].linkAtoB is 'none'"),
        Arguments.of("{a: 1-12#3, b: 1-13#4, ltype: CHILD}", "links[2].ltype is 'CHILD'"),
        Arguments.of("{a: 1-12#3, b: 1-13#4}", "links[2].linkAtoB is missing"),
        Arguments.of("{a: 1-12#3, linkAtoB: PEER}", "links[2].b is missing"),
        Arguments.of("{b: 1-12#3, linkAtoB: PEER}", "links[2].a is missing"),
        Arguments.of(
            "{a: 1-12#3, b: 1-13#4, linkAtoB: PEER, bw: 1}", "links[2].bw is not a known key"),
        Arguments.of("{a: 1-12#0, b: 1-13#4, linkAtoB: PEER}", "links[2].a is '1-12#0'"),
        Arguments.of("{a: 1-12#4096, b: 1-13#4, linkAtoB: PEER}", "links[2].a has interface 4096"),
        Arguments.of("{a: 1-12#-1, b: 1-13#4, linkAtoB: PEER}", "links[2].a is '1-12#-1'"),
        Arguments.of("{a: 1-12#1#1, b: 1-13#4, linkAtoB: PEER}", "links[2].a is '1-12#1#1'"),
        Arguments.of(
            "{a: 1-12-A#3, b: 1-13#4, linkAtoB: PEER}", "links[2].a is not named by an ISD-AS"),
        Arguments.of("{a: 1-12#, b: 1-13#4, linkAtoB: PEER}", "links[2].a is '1-12#'"),
        Arguments.of(
            "{a: 12#3, b: 1-13#4, linkAtoB: PEER}", "links[2].a is not named by an ISD-AS"),
        Arguments.of("{a: 1-0#3, b: 1-13#4, linkAtoB: PEER}", "links[2].a is a wildcard"),
        Arguments.of("{a: 1-12#99999999999, b: 1-13#4, linkAtoB: PEER}", "links[2].a is '1-12#99"),
        Arguments.of("{a: 1-12#3, b: 1-13#4, linkAtoB: PEER, mtu: 0}", "links[2].mtu is 0"),
        Arguments.of("{a: 1-12#3, b: 1-13#4, linkAtoB: PEER, mtu: 65536}", "links[2].mtu is 65536"),
        Arguments.of("{a: 1-12#3, b: 1-13#4, linkAtoB: PEER, mtu: '1'}", "links[2].mtu is '1'"),
        Arguments.of("{a: [1-12#3], b: 1-13#4, linkAtoB: PEER}", "links[2].a is a list"),
        Arguments.of(
            "{a: {}, b: 1-13#4, linkAtoB: PEER}", "links[2].a is a mapping of keys to values"),
        Arguments.of("[]", "links[2] is a list"),
        Arguments.of("1-12#3", "links[2] is '1-12#3'"));
  }

  @ParameterizedTest
  @MethodSource("wrongLinks")
  void wrongLinkIsRefusedWhereItStands(String link, String problem) {
    TopologyException refused = refusal(ASES + "  - " + link + "\n");
    assertTrue(refused.problem().startsWith(problem), refused.getMessage());
    assertEquals(9, refused.line(), refused.getMessage());
    assertEquals("world.yml", refused.file());
    assertEquals(
        "world.yml line 9: " + refused.problem() + ", expected " + refused.expected(),
        refused.getMessage());
  }

  private static Stream<Arguments> wrongAses() {
    return Stream.of(
        Arguments.of("1-12: {core: true}\n  x: {}", 4, "ASes.x is not named by an ISD-AS"),
        Arguments.of("1-0: {}", 3, "ASes.1-0 is a wildcard"),
        Arguments.of("0-5: {}", 3, "ASes.0-5 is a wildcard"),
        Arguments.of("65536-5: {}", 3, "ASes.65536-5 is not named by an ISD-AS"),
        Arguments.of("01-11: {}", 3, "ASes.01-11 is already described, in line 2"),
        Arguments.of("1-11: {}", 3, "ASes.1-11 appears twice, first in line 2"),
        Arguments.of("1-12: {core: true, mtu: 0}", 3, "ASes.1-12.mtu is 0"),
        Arguments.of("1-12: {core: true, mtu: 65536}", 3, "ASes.1-12.mtu is 65536"),
        Arguments.of("1-12: {mtu: -5}", 3, "ASes.1-12.mtu is -5"),
        Arguments.of("1-12: {mtu: 0x100}", 3, "ASes.1-12.mtu is 0x100"),
        Arguments.of("1-12: {mtu: 1_472}", 3, "ASes.1-12.mtu is 1_472"),
        Arguments.of("1-12: {mtu: 010}", 3, "ASes.1-12.mtu is 010"),
        Arguments.of("1-12: {mtu: 1.5}", 3, "ASes.1-12.mtu is 1.5"),
        Arguments.of("1-12: {mtu: 99999999999999999999}", 3, "ASes.1-12.mtu is 999999"),
        Arguments.of("1-12: {mtu: soon}", 3, "ASes.1-12.mtu is 'soon'"),
        Arguments.of("1-12: {mtu: }", 3, "ASes.1-12.mtu is empty"),
        Arguments.of("1-12: {core: 1}", 3, "ASes.1-12.core is 1"),
        Arguments.of("1-12: {core: yes}", 3, "ASes.1-12.core is yes"),
        Arguments.of("1-12: {core: 'true'}", 3, "ASes.1-12.core is 'true'"),
        Arguments.of(
            "1-12:\n    core: true\n    cert_issuer: x", 5, "ASes.1-12.cert_issuer is not a"),
        Arguments.of("1-12:", 3, "ASes.1-12 is empty"),
        Arguments.of("1-12: core", 3, "ASes.1-12 is 'core'"),
        Arguments.of("2-21: {}", 3, "ASes.2-21 is in ISD 2, which has no core AS"),
        Arguments.of("1-12: {}", 3, "ASes.1-12 has no route up to a core AS"));
  }

  @ParameterizedTest
  @MethodSource("wrongAses")
  void wrongAsIsRefusedWhereItStands(String as, int line, String problem) {
    TopologyException refused = refusal("ASes:\n  1-11: {core: true}\n  " + as + "\n");
    assertTrue(refused.problem().startsWith(problem), refused.getMessage());
    assertEquals(line, refused.line(), refused.getMessage());
  }

  @Test
  void asesThatAreEachOthersParentsHaveNoWayUp() {
    TopologyException refused =
        refusal(
            """
            ASes:
              1-11: {core: true}
              1-12: {}
              1-13: {}
              1-14: {}
            links:
              - {a: 1-12#1, b: 1-13#1, linkAtoB: CHILD}
              - {a: 1-13#2, b: 1-12#2, linkAtoB: CHILD}
              - {a: 1-11#1, b: 1-14#1, linkAtoB: CHILD}
            """);
    assertEquals("ASes.1-12 has no route up to a core AS", refused.problem());
    assertEquals(3, refused.line());
  }

  @Test
  void asWithoutALinkIsRefusedWhereItStands() {
    TopologyException lone = refusal("# one\nASes: {1-11: {core: true}}\n");
    assertEquals("ASes.1-11 has no link", lone.problem());
    assertEquals(2, lone.line());
    TopologyException apart =
        refusal(
            """
            ASes:
              1-11: {core: true}
              1-12: {}
              2-21: {core: true}
            links:
              - {a: 1-11#1, b: 1-12#1, linkAtoB: CHILD}
            """);
    assertEquals("ASes.2-21 has no link", apart.problem());
    assertEquals(
        "at least one link: the border router of an AS is described by its links",
        apart.expected());
    assertEquals(4, apart.line());
  }

  @Test
  void peerLinksOfCoreAsesAreRefusedAllAtOnce() {
    TopologyException refused =
        refusal(
            ASES
                + """
                  - {a: 1-12#2, b: 1-13#2, linkAtoB: PEER}
                  - {a: 1-12#3, b: 2-21#1, linkAtoB: PEER}
                  - {a: 1-11#3, b: 2-21#2, linkAtoB: CORE}
                  - {a: 1-11#4, b: 1-13#3, linkAtoB: PEER}
                """);
    assertEquals(
        "world.yml line 10: links[3] is a PEER link with a core AS (all of them: line 10: 1-12 --"
            + " 2-21; line 12: 1-11 -- 1-13), expected PEER links only between non-core ASes,"
            + " because no path would use any others: make it CORE or CHILD, or leave it out",
        refused.getMessage());
  }

  private static Stream<Arguments> wrongTexts() {
    String core = "ASes: {1-11: {core: true}}\n";
    return Stream.of(
        Arguments.of("", 1, "the file is empty"),
        Arguments.of("# only a comment\n", 1, "the file is empty"),
        Arguments.of("just text", 1, "is 'just text'"),
        Arguments.of("- 1\n", 1, "is a list"),
        Arguments.of("links: []\n", 1, "ASes is missing"),
        Arguments.of("ASes: {}\n", 1, "ASes is empty"),
        Arguments.of("ASes: []\n", 1, "ASes is a list"),
        Arguments.of(core + "links: {}\n", 2, "links is a mapping of keys to values"),
        Arguments.of(core + "links:\n", 2, "links is empty"),
        Arguments.of(core + "\ndefaults: {}\n", 3, "defaults is not a known key"),
        Arguments.of(core + "treeTtlS: 605\n", 2, "treeTtlS is 605"),
        Arguments.of(core + "treeTtlS: 0\n", 2, "treeTtlS is 0"),
        Arguments.of(core + "treeTtlS: 86410\n", 2, "treeTtlS is 86410"),
        Arguments.of(core + "treeTtlS: 6h\n", 2, "treeTtlS is '6h'"),
        Arguments.of(core + core, 2, "ASes appears twice, first in line 1"),
        Arguments.of(core + "links: [\n", 3, "this is not YAML (expected the node content"),
        Arguments.of(
            core + "a: b: c\n", 2, "this is not YAML (mapping values are not allowed here"),
        Arguments.of(
            core + "links: \u0000\n", 2, "this is not YAML (U+0000 is not a printable character"),
        Arguments.of(core + "links:\n\t- x\n", 3, "this is not YAML (found character '\\t(TAB)'"),
        Arguments.of(core + "...\nlinks: []\n", 3, "this is not YAML (expected '<document start>'"),
        Arguments.of(core + "---\n" + core, 3, "a second document begins"),
        Arguments.of(core + "links: &x []\n", 2, "links has an anchor, an alias or a tag"),
        Arguments.of(core + "links: *x\n", 2, "links has an anchor, an alias or a tag"),
        Arguments.of(core + "&x links: []\n", 2, "links has an anchor, an alias or a tag"),
        Arguments.of(core + "*x : []\n", 2, "this is not YAML (Expected a field name"),
        Arguments.of(core + "<<: *x\n", 2, "<< has an anchor, an alias or a tag"),
        Arguments.of(core + "? [a]\n: b\n", 2, "this is not YAML (Expected a field name"),
        Arguments.of(
            core + "treeTtlS: !!int 600\n", 2, "treeTtlS has an anchor, an alias or a tag"),
        Arguments.of(core + "links: !!java.net.URL [x]\n", 2, "links has an anchor, an alias"),
        Arguments.of(core + "links: [[[[[[[[[[1]]]]]]]]]]\n", 2, "links[0][0][0][0][0][0][0][0]"));
  }

  @ParameterizedTest
  @MethodSource("wrongTexts")
  void wrongTextIsRefusedWhereItStands(String yaml, int line, String problem) {
    TopologyException refused = refusal(yaml);
    assertTrue(refused.problem().startsWith(problem), refused.getMessage());
    assertEquals(line, refused.line(), refused.getMessage());
  }

  @Test
  void bombOfAliasesIsRefusedAtItsFirstAnchor() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(8)));
    }
    TopologyException refused = refusal(bomb.toString());
    assertEquals("a0 has an anchor, an alias or a tag", refused.problem());
    assertEquals(1, refused.line());
  }

  @Test
  void depthIsRefusedLongBeforeTheStackIsFull() {
    TopologyException refused = refusal("a: " + "[".repeat(1_000_000));
    assertTrue(refused.problem().endsWith("is too deep"), refused.problem());
  }

  @Test
  void bytesThatAreNoTextAreRefusedWithTheirLine() {
    byte[] latin =
        "ASes: {1-11: {core: true}}\n# caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
    TopologyException refused =
        assertThrows(
            TopologyException.class,
            () -> TopologyFile.parse("world.yml", ByteString.owning(latin)));
    assertEquals(
        "world.yml line 2: the bytes are not valid text, expected UTF-8", refused.getMessage());
  }

  @Test
  void longWrongValueIsShortenedToOneLine() {
    TopologyException refused = refusal("ASes: \"a\\n" + "x".repeat(100_000) + "\"\n");
    assertTrue(refused.getMessage().length() < 220, refused.getMessage());
    assertTrue(refused.problem().startsWith("ASes is 'a xxx"), refused.problem());
  }
}
