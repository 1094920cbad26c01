package org.waymark.server.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pins the texts of labels: dashboards and alerts of operators contain them. */
class MetricLabelTest {
  private static void assertLabels(MetricLabel[] labels, String... texts) {
    assertEquals(List.of(texts), Arrays.stream(labels).map(MetricLabel::label).sorted().toList());
  }

  private static String[] sorted(String texts) {
    return Stream.of(texts.split(" ")).sorted().toArray(String[]::new);
  }

  @Test
  void labelsAreThoseThatDashboardsContain() {
    assertLabels(
        RequestResult.values(),
        sorted("answered not-sent nothing pending unavailable not-ready own-as"));
    assertLabels(WaitEnd.values(), sorted("answered sent repeated displaced expired"));
    assertLabels(
        DropReason.values(),
        sorted(
            "too-large budget unsupported other-as no-first-hop no-certificate-server overload"
                + " displaced timeout"));
    assertLabels(
        OutageDropReason.values(),
        sorted(
            "replaced killed displaced past unproven recorded expired damped superseded budget"
                + " quarantined refused"));
    assertLabels(WorkKind.values(), sorted("registration revocation trust"));
    assertLabels(ForwardingResult.values(), sorted("sent overload no-segment"));
    assertLabels(
        FaultPlace.values(),
        sorted("message tick audit checkpoint forward retry release trust renewal"));
    assertLabels(TrustRequestResult.values(), sorted("answered unknown budget too-long"));
    assertLabels(TrustReceipt.values(), sorted("accepted known early refused unknown"));
  }
}
