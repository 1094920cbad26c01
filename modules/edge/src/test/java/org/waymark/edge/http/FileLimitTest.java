package org.waymark.edge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process has no file descriptor left for a while, when its page is requested first. */
@Timeout(120)
class FileLimitTest {
  private static final int LIMIT = 256;

  @Test
  void pageIsServedWithoutAFreeFileDescriptor() throws Exception {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n " + LIMIT + " && exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-MaxFDLimit",
                // A logger of tests would load what the page needs.
                "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                "-cp",
                System.getProperty("java.class.path"),
                Served.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(60, TimeUnit.SECONDS);
    assertEquals("HTTP/1.1 200 OK", said);
  }

  /** Prints the first line of the answer to a request for which only two descriptors were free. */
  static final class Served {
    private Served() {}

    public static void main(String[] arguments) throws IOException {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      try (HttpInterface server = new HttpInterface(any, ReaderTokens.NONE, new StubAnswers())) {
        // What a client needs is loaded before, as it would be in another process.
        new Socket().close();
        Deque<FileInputStream> opened = new ArrayDeque<>();
        fill(opened);
        // One for each end of the connection.
        opened.pop().close();
        opened.pop().close();
        try (Socket client = new Socket()) {
          client.connect(server.address());
          client.setSoTimeout(10_000);
          client
              .getOutputStream()
              .write(
                  "GET /metrics HTTP/1.1\r\nHost: replica\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
          for (int next; (next = client.getInputStream().read()) > '\r'; ) {
            System.out.write(next);
          }
        }
        System.out.flush();
        while (!opened.isEmpty()) {
          opened.pop().close();
        }
      }
    }

    private static void fill(Deque<FileInputStream> opened) {
      try {
        while (true) {
          opened.push(new FileInputStream("/dev/null"));
        }
      } catch (IOException full) {
        if (opened.size() < 2) {
          throw new IllegalStateException("no file could be opened", full);
        }
      }
    }
  }
}
