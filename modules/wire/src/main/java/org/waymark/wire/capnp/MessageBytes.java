package org.waymark.wire.capnp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.capnproto.Data;
import org.capnproto.MessageBuilder;
import org.waymark.segment.ByteString;

/**
 * Builds messages of one Cap'n Proto segment. The same calls produce the same bytes, regardless of
 * the size hint.
 */
public final class MessageBytes {
  private static final int WORD = 8;

  private MessageBytes() {}

  /**
   * Builds an unpacked message.
   *
   * @param wordsHint an estimate of the number of words in the message; if the message needs more
   *     words, it is built a second time
   * @param writing writes the root of the message; may be called more than once
   */
  public static byte[] build(int wordsHint, Consumer<MessageBuilder> writer) {
    for (int words = wordsHint; ; words *= 2) {
      MessageBuilder message = new MessageBuilder(words);
      writer.accept(message);
      ByteBuffer[] segments = message.getSegmentsForOutput();
      if (segments.length == 1) {
        return withTable(segments[0]);
      }
    }
  }

  /** Builds a message in the given form. */
  public static ByteString build(Form form, int wordsHint, Consumer<MessageBuilder> writer) {
    byte[] unpacked = build(wordsHint, writer);
    return switch (form) {
      case PACKED -> Packing.pack(unpacked);
      case UNPACKED -> ByteString.owning(unpacked);
    };
  }

  private static byte[] withTable(ByteBuffer segment) {
    byte[] bytes = new byte[WORD + segment.remaining()];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(4, segment.remaining() / WORD);
    segment.get(bytes, WORD, segment.remaining());
    return bytes;
  }

  /** Copies bytes into a field that was allocated with the same size. */
  public static void put(Data.Builder field, ByteString bytes) {
    field.buffer.put(field.offset, bytes.unsafeBytes());
  }

  /** {@return the bytes as an element for a list of Data} */
  public static Data.Reader reader(ByteString bytes) {
    return new Data.Reader(ByteBuffer.wrap(bytes.unsafeBytes()), 0, bytes.size());
  }

  /**
   * {@return the number of words that the bytes occupy in a message, including the pointer to them}
   */
  public static int words(ByteString bytes) {
    return 1 + (bytes.size() + WORD - 1) / WORD;
  }
}
