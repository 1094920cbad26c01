package org.waymark.runtime.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.DatagramHandler;

class SimulatedNetworkTest {
  private static final DatagramHandler DEAF = (payload, from) -> {};

  private final VirtualClock clock = new VirtualClock(0);
  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers = new SimulatedTimers(clock, 1, faults);

  private static InetSocketAddress address(int host, int port) {
    try {
      byte[] ip = {10, 0, 0, (byte) host};
      return new InetSocketAddress(InetAddress.getByAddress(ip), port);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private SimulatedNetwork network(NetworkConditions conditions) {
    return new SimulatedNetwork(timers, 2, conditions, faults);
  }

  private static ByteBuffer number(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(0, number);
  }

  private static DatagramHandler into(List<Integer> numbers) {
    return (payload, from) -> numbers.add(payload.getInt());
  }

  /** Sends the numbers 0 to n-1, one per millisecond, and returns those that arrive. */
  private List<Integer> sendNumbers(NetworkConditions conditions, int n) throws IOException {
    SimulatedNetwork network = network(conditions);
    List<Integer> arrived = new ArrayList<>();
    DatagramEndpoint receiver = network.open(address(1, 1), into(arrived));
    DatagramEndpoint sender = network.open(address(2, 2), DEAF);
    for (int i = 0; i < n; i++) {
      sender.send(number(i), receiver.local());
      timers.runForMs(1);
    }
    timers.runForMs(10_000);
    assertEquals(arrived.size(), network.delivered());
    return arrived;
  }

  private static List<Integer> numbersTo(int n) {
    return IntStream.range(0, n).boxed().toList();
  }

  @Test
  void aGoodNetworkDeliversEverythingOnceAndInOrder() throws IOException {
    assertEquals(numbersTo(500), sendNumbers(NetworkConditions.GOOD, 500));
  }

  @Test
  void datagramsSentAtOneMomentKeepTheirOrderInAGoodNetwork() throws IOException {
    SimulatedNetwork network = network(NetworkConditions.GOOD);
    List<Integer> arrived = new ArrayList<>();
    DatagramEndpoint receiver = network.open(address(1, 1), into(arrived));
    DatagramEndpoint sender = network.open(address(2, 2), DEAF);
    numbersTo(50).forEach(i -> sender.send(number(i), receiver.local()));
    assertEquals(List.of(), arrived);
    timers.runForMs(1);
    assertEquals(numbersTo(50), arrived);
  }

  @Test
  void lossLosesAboutItsShareAndRepeatsNothing() throws IOException {
    List<Integer> arrived = sendNumbers(new NetworkConditions(0.3, 0, 0, 1, 1), 2_000);
    assertTrue(arrived.size() > 1_300 && arrived.size() < 1_500, arrived.size() + " arrived");
    assertEquals(arrived, arrived.stream().distinct().toList());
  }

  @Test
  void repetitionRepeatsAboutItsShareAndLosesNothing() throws IOException {
    List<Integer> arrived = sendNumbers(new NetworkConditions(0, 0.3, 0, 1, 1), 2_000);
    assertTrue(arrived.size() > 2_500 && arrived.size() < 2_700, arrived.size() + " arrived");
    assertEquals(numbersTo(2_000), arrived.stream().distinct().toList());
  }

  @Test
  void delaysAndReorderingLetDatagramsOvertakeEachOther() throws IOException {
    for (NetworkConditions conditions :
        List.of(new NetworkConditions(0, 0, 0, 1, 50), new NetworkConditions(0, 0, 0.2, 10, 10))) {
      List<Integer> arrived = sendNumbers(conditions, 500);
      assertNotEquals(numbersTo(500), arrived);
      assertEquals(numbersTo(500), arrived.stream().sorted().toList());
    }
  }

  @Test
  void theSameSeedsGiveTheSameRunByteForByte() throws IOException {
    byte[] run = randomRun(11, 12);
    assertArrayEquals(run, randomRun(11, 12));
    assertFalse(Arrays.equals(run, randomRun(11, 13)));
    assertFalse(Arrays.equals(run, randomRun(10, 12)));
  }

  /**
   * Lists every arrival (time, place, content) of a run in which endpoints answer, forward and set
   * timers.
   */
  private static byte[] randomRun(long timerSeed, long networkSeed) throws IOException {
    VirtualClock clock = new VirtualClock(0);
    RecordedFaults faults = new RecordedFaults();
    SimulatedTimers timers = new SimulatedTimers(clock, timerSeed, faults);
    SimulatedNetwork network =
        new SimulatedNetwork(timers, networkSeed, NetworkConditions.BAD, faults);
    ByteArrayOutputStream trace = new ByteArrayOutputStream();
    SplittableRandom choices = new SplittableRandom(99);
    List<DatagramEndpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int self = i;
      endpoints.add(
          network.open(
              address(i, 30_255),
              (payload, from) -> {
                trace.writeBytes(
                    ByteBuffer.allocate(20)
                        .putLong(clock.monotonicNs())
                        .putInt(self)
                        .putInt(from.getAddress().getAddress()[3])
                        .putInt(payload.getInt(0))
                        .array());
                int next = choices.nextInt(5);
                endpoints.get(self).send(payload, endpoints.get(next).local());
              }));
      timers.every(
          50,
          () -> {
            int next = choices.nextInt(5);
            endpoints.get(self).send(number(choices.nextInt()), endpoints.get(next).local());
          });
    }
    timers.runForMs(20_000);
    assertEquals(List.of(), faults.faults());
    assertTrue(trace.size() > 20 * 1_000, trace.size() + " bytes of trace");
    return trace.toByteArray();
  }

  @Test
  void anIsolatedHostNeitherSendsNorReceivesUntilItIsReconnected() throws IOException {
    SimulatedNetwork network = network(NetworkConditions.GOOD);
    List<Integer> atOne = new ArrayList<>();
    List<Integer> atTwo = new ArrayList<>();
    DatagramEndpoint one = network.open(address(1, 1), into(atOne));
    DatagramEndpoint two = network.open(address(2, 2), into(atTwo));
    one.send(number(1), two.local());
    network.isolate(two.local().getAddress());
    one.send(number(2), two.local());
    two.send(number(3), one.local());
    timers.runForMs(10);
    assertEquals(List.of(), atOne);
    assertEquals(List.of(), atTwo);
    assertEquals(3, network.lost());
    network.reconnect(two.local().getAddress());
    one.send(number(4), two.local());
    two.send(number(5), one.local());
    timers.runForMs(10);
    assertEquals(List.of(5), atOne);
    assertEquals(List.of(4), atTwo);
  }

  @Test
  void conditionsMayChangeOnTheWay() throws IOException {
    SimulatedNetwork network = network(new NetworkConditions(1, 0, 0, 1, 1));
    List<Integer> arrived = new ArrayList<>();
    DatagramEndpoint receiver = network.open(address(1, 1), into(arrived));
    receiver.send(number(1), receiver.local());
    network.become(NetworkConditions.GOOD);
    receiver.send(number(2), receiver.local());
    timers.runForMs(10);
    assertEquals(List.of(2), arrived);
  }

  @Test
  void endpointsBehaveLikeThoseOfUdp() throws IOException {
    SimulatedNetwork network = network(NetworkConditions.GOOD);
    List<Integer> arrived = new ArrayList<>();
    DatagramEndpoint any = network.open(address(1, 0), into(arrived));
    assertNotEquals(0, any.local().getPort());
    assertNotEquals(any.local(), network.open(address(1, 0), DEAF).local());
    assertThrows(BindException.class, () -> network.open(any.local(), DEAF));
    any.send(ByteBuffer.allocate(65_508), any.local());
    assertEquals(1, any.unsent());
    any.send(number(1), any.local());
    any.close();
    any.close();
    any.send(number(2), any.local());
    assertEquals(2, any.unsent());
    timers.runForMs(10);
    assertEquals(List.of(), arrived);
    network.open(any.local(), into(arrived)).send(number(3), any.local());
    timers.runForMs(10);
    assertEquals(List.of(3), arrived);
  }

  @Test
  void theSendersBufferMayBeReusedAtOnce() throws IOException {
    SimulatedNetwork network = network(NetworkConditions.GOOD);
    List<Integer> arrived = new ArrayList<>();
    DatagramEndpoint endpoint = network.open(address(1, 1), into(arrived));
    ByteBuffer buffer = number(7);
    endpoint.send(buffer, endpoint.local());
    assertFalse(buffer.hasRemaining());
    buffer.putInt(0, 8);
    timers.runForMs(10);
    assertEquals(List.of(7), arrived);
  }

  @Test
  void aHandlerThatWritesIntoItsBufferDoesNotGarbleTheRepetition() throws IOException {
    SimulatedNetwork network = network(new NetworkConditions(0, 1, 0, 1, 1));
    List<Integer> arrived = new ArrayList<>();
    DatagramEndpoint endpoint =
        network.open(
            address(1, 1),
            (payload, from) -> {
              arrived.add(payload.getInt(0));
              payload.putInt(0, -1);
            });
    endpoint.send(number(7), endpoint.local());
    timers.runForMs(10);
    assertEquals(List.of(7, 7), arrived);
  }

  @Test
  void aHandlerThatThrowsIsReportedAndTheNetworkGoesOn() throws IOException {
    SimulatedNetwork network = network(NetworkConditions.GOOD);
    List<Integer> arrived = new ArrayList<>();
    DatagramEndpoint endpoint =
        network.open(
            address(1, 1),
            (payload, from) -> {
              int number = payload.getInt();
              if (number == 1) {
                throw new IllegalStateException("of the handler");
              }
              arrived.add(number);
            });
    endpoint.send(number(1), endpoint.local());
    endpoint.send(number(2), endpoint.local());
    timers.runForMs(10);
    assertEquals(List.of(2), arrived);
    assertEquals("of the handler", faults.faults().getFirst().cause().getMessage());
  }

  @Test
  void conditionsThatCannotBeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new NetworkConditions(-0.1, 0, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new NetworkConditions(0, 1.1, 0, 0, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new NetworkConditions(0, 0, Double.NaN, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new NetworkConditions(0, 0, 0, 2, 1));
    assertThrows(IllegalArgumentException.class, () -> new NetworkConditions(0, 0, 0, -1, 1));
  }
}
