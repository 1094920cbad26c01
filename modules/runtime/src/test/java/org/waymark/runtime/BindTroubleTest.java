package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class BindTroubleTest {
  private static String text(IOException e) {
    return BindTrouble.of("TCP 10.0.0.1:80 for the metrics", "http.listen", e);
  }

  @Test
  void adviceFitsTheCause() {
    assertEquals(
        "cannot bind TCP 10.0.0.1:80 for the metrics (Address already in use): another program is"
            + " using the port; stop it or configure another http.listen",
        text(new BindException("Address already in use")));
    assertTrue(
        text(new BindException("Cannot assign requested address"))
            .endsWith("this machine does not have the address; configure another http.listen"));
    assertTrue(text(new SocketException("Permission denied")).contains("a port above 1023"));
  }

  @Test
  void tooManyFilesIsNoMatterOfThePort() {
    String text = text(new SocketException("Too many open files"));

    assertTrue(text.contains("limit of open files; raise it (ulimit -n"), text);
    assertFalse(text.contains("stop"), text);
  }
}
