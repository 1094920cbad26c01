package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.server.replay.Readiness;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.capnp.Form;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.InterfaceState;
import org.waymark.wire.message.InterfaceStateInfos;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.message.SegmentSync;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.trust.Lz4Text;

/**
 * Sends a whole server messages of every kind that it handles, with some bytes changed. Every
 * message that the decoder accepts is answered, recorded or refused, and no part of the server
 * fails.
 */
class MutatedMessagesTest {
  private static final int ROUNDS = 3;
  private static final int MUTATIONS = 4_000;
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final IsdAs LEAF = IsdAs.parse("1-14");

  private final Random random = new Random(20_180_302);
  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);

  /** A change to bytes that are Cap'n Proto words. */
  private enum Mutation {
    FLIP_BIT,
    SET_BYTE,
    FILL_WORD,
    COPY_WORD,
    POINT_ELSEWHERE,
    CHANGE_SIZE
  }

  @ParameterizedTest
  @ValueSource(strings = {"1-14", "1-11"})
  void serverSurvivesEveryMessageThatDecodes(String local) {
    try (ServerWorld world = new ServerWorld(IsdAs.parse(local), 0, ServerLimits.DEFAULT).ready()) {
      Set<Class<?>> decoded = new HashSet<>();
      for (int round = 0; round < ROUNDS; round++) {
        // A revocation is current for only a few seconds, so each round creates a new one.
        List<Message> messages = messages(world);
        for (int i = 0; i < MUTATIONS; i++) {
          receiveMutated(messages.get(i % messages.size()), world, decoded);
          if (i % 1_000 == 0) {
            world.timers.runForMs(1_000);
            world.applyAll();
            world.sent.clear();
            world.sentOut.clear();
          }
        }
      }
      assertEquals(List.of(), world.faults.faults());
      assertEquals(Readiness.State.READY, world.core.readiness().state());
      assertEquals(
          messages(world).stream().map(Message::getClass).collect(Collectors.toSet()), decoded);
    }
  }

  private void receiveMutated(Message message, ServerWorld world, Set<Class<?>> decoded) {
    ByteString mutated =
        mutated(ControlCodec.encode(Form.UNPACKED, new ControlPayload(message, 9)));
    if (codec.decode(Form.UNPACKED, mutated)
        instanceof Decoded.Accepted<ControlPayload>(ControlPayload payload)) {
      if (payload.message().getClass() == message.getClass()) {
        decoded.add(message.getClass());
      }
      world.core.pathServer().received(payload, ServerWorld.HOST, world.replies());
      world.applyAll();
    }
  }

  private static List<Message> messages(ServerWorld world) {
    CapnpSegment up = world.network.segments().along(CORE, LEAF).make();
    CapnpSegment down = world.network.segments().along("1-11", "1-14", "1-17").make();
    Revocation revocation = world.network.revocations().revoke(CORE, 11);
    SegmentRecords ofUp =
        SegmentRecords.of(List.of(SegmentRecord.of(SegmentType.UP, up)), List.of(revocation));
    SegmentRecords ofDown =
        SegmentRecords.of(List.of(SegmentRecord.of(SegmentType.DOWN, down)), List.of());
    SegmentRequest request = new SegmentRequest(LEAF, IsdAs.parse("1-16"), false, false);
    return List.of(
        new SegmentRegistration(ofUp),
        new SegmentSync(ofDown),
        new SegmentReply(request, ofUp),
        request,
        new RevocationNotice(revocation),
        new InterfaceStateInfos(
            List.of(Decoded.accepted(new InterfaceState(11, false, Optional.of(revocation))))),
        new TrcRequest(1, 1, true),
        new CertChainRequest(LEAF, 1, true),
        new TrcReply(Lz4Text.pack(world.network.trust().trc(1, 2).json())),
        new CertChainReply(Lz4Text.pack(world.network.trust().chain(LEAF, 2).json())));
  }

  private ByteString mutated(ByteString original) {
    byte[] bytes = original.toBytes();
    Mutation[] kinds = Mutation.values();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      change(bytes, kinds[random.nextInt(kinds.length)]);
    }
    return ByteString.owning(bytes);
  }

  private void change(byte[] bytes, Mutation kind) {
    int at = random.nextInt(bytes.length);
    int word = at / Long.BYTES * Long.BYTES;
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (kind) {
      case FLIP_BIT -> bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      case SET_BYTE -> bytes[at] = (byte) random.nextInt();
      case FILL_WORD -> words.putLong(word, random.nextBoolean() ? -1 : 0);
      case COPY_WORD ->
          words.putLong(
              word, words.getLong(random.nextInt(bytes.length / Long.BYTES) * Long.BYTES));
      case POINT_ELSEWHERE -> words.putInt(word, random.nextInt(64) << 2 | random.nextInt(4));
      case CHANGE_SIZE -> words.putInt(word + 4, random.nextInt(1 << random.nextInt(31)));
    }
  }
}
