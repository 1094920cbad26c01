package org.waymark.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AsSettingsTest {
  @TempDir private Path folder;

  private AsSettings read(String yaml) throws Exception {
    return AsSettings.read(Files.writeString(folder.resolve("as.yml"), yaml));
  }

  @Test
  void treeLivesAsLongAsTheSegmentsAtLeast() throws Exception {
    assertEquals(21_600, read("RegisterTime: 5\n").revocationTreeTtlS());
    assertEquals(3_600, read("PathSegmentTTL: 3600\n").revocationTreeTtlS());
    assertEquals(
        3_600, read("PathSegmentTTL: 3600\nRevocationTreeTTL: 600\n").revocationTreeTtlS());
    assertEquals(
        7_200, read("PathSegmentTTL: 3600\nRevocationTreeTTL: 7200\n").revocationTreeTtlS());
  }

  @Test
  void contentThatWasReadAlreadySaysTheSameAsAFile() throws Exception {
    String yaml = "CertChainVersion: 3\nPropagateTime: 7\n";
    assertEquals(read(yaml), AsSettings.of("as.yml", new YAMLMapper().readTree(yaml)));
  }

  private static Stream<Arguments> wrongFiles() {
    return Stream.of(
        Arguments.of("MasterASKey: '%'", "MasterASKey '%' is invalid, expected a key in base64"),
        Arguments.of("PropagateTime: soon", "PropagateTime is \"soon\", expected a number"),
        Arguments.of("RegisterTime: -1", "RegisterTime is -1, expected a number"),
        Arguments.of("RegisterPath: 1", "RegisterPath is 1, expected true or false"),
        Arguments.of("CertChainVersion: [1]", "CertChainVersion is [1], expected a number"),
        Arguments.of("PathSegmentTTL: 0", "PathSegmentTTL is 0, expected a number"),
        Arguments.of("RevocationTreeTTL: 21605", "is 21605, expected a multiple of 10"),
        Arguments.of("RegisterTime: 5\nRegisterTime: 6", "as.yml line 2: Duplicate"),
        Arguments.of("a: b: c", "as.yml line 1"),
        Arguments.of("just text", "expected a mapping of keys to values"));
  }

  @ParameterizedTest
  @MethodSource("wrongFiles")
  void wrongFileIsRefusedWithKeyAndExpectation(String yaml, String told) {
    StartupException refused = assertThrows(StartupException.class, () -> read(yaml));
    assertTrue(refused.getMessage().startsWith(folder.resolve("as.yml").toString()));
    assertTrue(refused.getMessage().contains(told), refused.getMessage());
  }
}
