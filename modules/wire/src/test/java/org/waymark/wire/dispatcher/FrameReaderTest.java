package org.waymark.wire.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.packet.HostAddress;

class FrameReaderTest {
  private static final int MAX = 100;
  private static final HostAddress V4 = new HostAddress.Ipv4(0x7f000001);
  private static final HostAddress V6 = new HostAddress.Ipv6(1, 2);

  @Test
  void framesComeOutOfAStreamInWhateverPiecesItArrives() {
    List<DispatcherFrame> frames =
        List.of(
            DispatcherFrame.of(payload(0)),
            new DispatcherFrame(V4, 0, payload(0)),
            new DispatcherFrame(V6, 65_535, payload(MAX)),
            DispatcherFrame.of(payload(1)),
            new DispatcherFrame(V4, 30_041, payload(MAX - 1)));
    ByteBuffer stream = ByteBuffer.allocate(1_000);
    frames.forEach(frame -> frame.encode(stream));
    stream.flip();
    for (int piece = 1; piece <= stream.limit(); piece++) {
      assertEquals(frames, read(new FrameReader(MAX), stream.duplicate(), piece));
    }
  }

  /** Reads all frames. A payload is a view, so it is copied before the next read. */
  private static List<DispatcherFrame> read(FrameReader reader, ByteBuffer stream, int piece) {
    List<DispatcherFrame> frames = new ArrayList<>();
    while (stream.hasRemaining()) {
      ByteBuffer in = stream.slice();
      in.limit(Math.min(piece, in.limit()));
      int before = in.remaining();
      reader
          .read(in)
          .map(Decoded::orElseThrow)
          .ifPresent(
              frame -> {
                ByteBuffer copy = ByteBuffer.allocate(frame.payload().remaining());
                copy.put(frame.payload().duplicate()).flip();
                frames.add(new DispatcherFrame(frame.host(), frame.port(), copy));
              });
      assertTrue(in.remaining() < before, "nothing was taken");
      stream.position(stream.position() + before - in.remaining());
    }
    return frames;
  }

  @Test
  void readerTakesNoMoreThanOneFrame() {
    ByteBuffer stream = ByteBuffer.allocate(100);
    DispatcherFrame.of(payload(3)).encode(stream);
    int end = stream.position();
    DispatcherFrame.of(payload(4)).encode(stream);
    stream.flip();
    FrameReader reader = new FrameReader(MAX);
    assertEquals(3, next(reader, stream).payload().remaining());
    assertEquals(end, stream.position());
    assertEquals(4, next(reader, stream).payload().remaining());
  }

  @Test
  void frameOverTheBoundIsRefusedBeforeItsPayload() {
    assertEquals(MAX, next(new FrameReader(MAX), header(0, MAX, MAX)).payload().remaining());
    assertRefused(RefusalReason.FRAME_TOO_LONG, header(0, MAX + 1, 0));
    assertRefused(RefusalReason.FRAME_TOO_LONG, header(0, -1, 0));
    assertRefused(RefusalReason.FRAME_TOO_LONG, header(0, Integer.MAX_VALUE, 0));
  }

  @Test
  void wrongCookieAndAddressTypeAreRefused() {
    for (int bit = 0; bit < 64; bit++) {
      ByteBuffer wrong = header(0, 0, 0);
      wrong.putLong(0, wrong.getLong(0) ^ 1L << bit);
      assertRefused(RefusalReason.FRAME_COOKIE, wrong);
    }
    for (int type = 3; type < 256; type++) {
      assertRefused(RefusalReason.FRAME_ADDRESS_TYPE, header(type, 0, 0));
    }
  }

  @Test
  void nothingIsReadAfterARefusal() {
    FrameReader reader = new FrameReader(MAX);
    Optional<Decoded<DispatcherFrame>> first = reader.read(header(9, 0, 0));
    ByteBuffer good = header(0, 0, 0);
    assertEquals(first, reader.read(good));
    assertEquals(0, good.position());
  }

  @Test
  void anyBytesAreFramesOrARefusal() {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      ByteBuffer bytes = header(random.nextInt(4), random.nextInt(40), 60);
      bytes.put(random.nextInt(13), (byte) random.nextInt());
      FrameReader reader = new FrameReader(MAX);
      while (bytes.hasRemaining() && reader.read(bytes).map(this::isFrame).orElse(true)) {
        assertTrue(bytes.position() > 0);
      }
    }
  }

  private boolean isFrame(Decoded<DispatcherFrame> decoded) {
    return decoded.whyRefused().isEmpty();
  }

  @Test
  void tooSmallABufferIsLeftUnwritten() {
    DispatcherFrame frame = new DispatcherFrame(V4, 1, payload(5));
    ByteBuffer small = ByteBuffer.allocate(frame.size() - 1);
    assertThrows(BufferOverflowException.class, () -> frame.encode(small));
    assertEquals(ByteBuffer.allocate(small.capacity()), small);
  }

  @Test
  void frameNamesAHostWithItsPortOrNobody() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new DispatcherFrame(HostAddress.Service.PATH, 0, payload(0)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new DispatcherFrame(new HostAddress.None(), 1, payload(0)));
    assertThrows(IllegalArgumentException.class, () -> new DispatcherFrame(V4, 65_536, payload(0)));
  }

  private static void assertRefused(RefusalReason reason, ByteBuffer stream) {
    Decoded<DispatcherFrame> read = new FrameReader(MAX).read(stream).orElseThrow();
    assertEquals(Optional.of(reason), read.whyRefused().map(Refusal::reason));
  }

  private static DispatcherFrame next(FrameReader reader, ByteBuffer stream) {
    return reader.read(stream).orElseThrow().orElseThrow();
  }

  private static ByteBuffer header(int addressType, int length, int payload) {
    return ByteBuffer.allocate(13 + payload)
        .putLong(0xde00ad01be02ef03L)
        .put((byte) addressType)
        .putInt(length)
        .rewind();
  }

  private static ByteBuffer payload(int size) {
    ByteBuffer payload = ByteBuffer.allocate(size);
    for (int i = 0; i < size; i++) {
      payload.put((byte) (size + i));
    }
    return payload.flip();
  }
}
