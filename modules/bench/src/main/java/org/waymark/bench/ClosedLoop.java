package org.waymark.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures one server with clients that each keep a fixed number of requests in flight. The server
 * answers in order. Every answer is counted and its size is checked. No answer may be lost.
 *
 * @param window the number of requests in flight per client
 */
record ClosedLoop(InetSocketAddress server, int clients, int window, List<Question> questions) {
  private static final int MAX_REQUEST_BYTES = 160;

  ClosedLoop {
    questions = List.copyOf(questions);
  }

  /** A request, and the size of the expected answer. */
  interface Question {
    /** {@return the bytes that a client at the given address sends for this request} */
    ByteBuffer from(InetSocketAddress client);

    /** {@return the size of the answer in bytes} */
    int replyBytes();
  }

  /**
   * Runs the clients.
   *
   * @return the number of answers per second
   */
  double run(Duration duration) throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<Double>> rates = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        int start = i * questions.size() / clients;
        rates.add(threads.submit(() -> client(start, duration)));
      }
      double sum = 0;
      for (Future<Double> rate : rates) {
        sum += rate.get();
      }
      return sum;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case InvalidRunException invalid -> throw invalid;
        case IOException failed -> throw failed;
        default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private double client(int start, Duration duration) throws IOException {
    try (UdpSocket socket = new UdpSocket(server)) {
      Requests requests = new Requests(socket.local());
      int size = questions.size();
      long sent = start;
      long answered = start;
      while (sent < start + window) {
        socket.send(requests.get((int) (sent++ % size)));
      }
      long startNs = System.nanoTime();
      long endNs = startNs + duration.toNanos();
      long nowNs = startNs;
      while (nowNs < endNs || answered == start) {
        receive(socket, (int) (answered++ % size));
        socket.send(requests.get((int) (sent++ % size)));
        nowNs = System.nanoTime();
      }
      double rate = (answered - start) * 1e9 / (nowNs - startNs);
      while (answered < sent) {
        receive(socket, (int) (answered++ % size));
      }
      return rate;
    }
  }

  /** All requests of a client in one buffer, because a million small ones would take too long. */
  private final class Requests {
    private final int[] ends = new int[questions.size()];
    private final ByteBuffer bytes;

    Requests(InetSocketAddress client) {
      ByteBuffer all = ByteBuffer.allocateDirect(questions.size() * MAX_REQUEST_BYTES);
      for (int i = 0; i < ends.length; i++) {
        all.put(questions.get(i).from(client));
        ends[i] = all.position();
      }
      bytes = all;
    }

    ByteBuffer get(int number) {
      int start = number == 0 ? 0 : ends[number - 1];
      return bytes.slice(start, ends[number] - start);
    }
  }

  private void receive(UdpSocket socket, int number) throws IOException {
    int bytes = socket.receive().remaining();
    if (bytes != questions.get(number).replyBytes()) {
      throw new InvalidRunException(
          "an answer was lost or changed: it is %d bytes long instead of %d"
              .formatted(bytes, questions.get(number).replyBytes()));
    }
  }
}
