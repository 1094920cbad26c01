package org.waymark.wire.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.waymark.wire.trust.LegacyTrust.text;
import static org.waymark.wire.trust.LegacyTrust.utf8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PythonJsonTest {
  static Stream<JsonNode> cases() {
    return LegacyTrust.elements(
        LegacyTrust.read("/org/waymark/wire/trust/python-json.json").get("cases"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void textIsWhatPythonWrites(JsonNode golden) {
    ObjectNode object = JsonText.read(utf8(golden.get("json")));

    assertEquals(golden.get("signedAscii").textValue(), text(PythonJson.signedForm(object, true)));
    assertEquals(
        golden.get("signedUnicode").textValue(), text(PythonJson.signedForm(object, false)));
    assertEquals(golden.get("file").textValue(), text(PythonJson.fileForm(object, false)));
    assertEquals(golden.get("fileSorted").textValue(), text(PythonJson.fileForm(object, true)));
  }
}
