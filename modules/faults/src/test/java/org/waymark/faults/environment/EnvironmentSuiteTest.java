package org.waymark.faults.environment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.faults.Run;
import org.waymark.faults.Size;

@Timeout(240)
class EnvironmentSuiteTest {
  private static final int WRONG_CLOCK = 1;

  @TempDir private Path folder;

  @Test
  void replicaWithAWrongClockHasTheRowsOfAllOthers() throws Exception {
    Path own = Files.createDirectory(folder.resolve("environment"));
    assertEquals(
        Map.of("wrong clock", 1L), new EnvironmentSuite().run(new Run(WRONG_CLOCK, 1, own)));
  }

  @Test
  void noRunIsPartOfABuild() {
    assertEquals(0, new EnvironmentSuite().runs(Size.CI));
    assertEquals(60, new EnvironmentSuite().runs(Size.RELEASE));
  }

  @Test
  void proxyForwardsUntilItIsCut() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        TcpProxy proxy = new TcpProxy()) {
      proxy.forwardTo(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
          Socket there = server.accept()) {
        client.getOutputStream().write(new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, there.getInputStream().readNBytes(3));
        there.getOutputStream().write(new byte[] {4, 5});
        assertArrayEquals(new byte[] {4, 5}, client.getInputStream().readNBytes(2));
        proxy.change(TcpProxy.Weather.CUT);
        assertEquals(-1, there.getInputStream().read());
      }
      try (Socket late = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
        assertEquals(-1, late.getInputStream().read());
      }
    }
  }
}
