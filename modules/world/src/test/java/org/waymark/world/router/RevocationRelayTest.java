package org.waymark.world.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.edge.config.Topology;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.packet.ExtensionHeader;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpPayload;
import org.waymark.wire.packet.ScmpType;

class RevocationRelayTest {
  private static final IsdAs IA = IsdAs.parse("1-11");

  private final RouterWorld world = new RouterWorld();
  private final VirtualClock clock = world.clock;
  private final List<Message> told = new ArrayList<>();
  private final List<Topology.Server> whom = new ArrayList<>();
  private final RevocationRelay relay =
      new RevocationRelay(
          world.site("1-14").topology(),
          clock,
          (payload, server) -> {
            told.add(payload.message());
            whom.add(server);
          });

  /** The number of path servers and beacon servers. */
  private static final int EACH = 3;

  RevocationRelayTest() throws Exception {}

  private Revocation revocation(int nonce) {
    return revocation(nonce, RouterWorld.NOW_MS / 10_000, 0);
  }

  private static Revocation revocation(int nonce, long epoch, int hashType) {
    ByteString root = ByteString.owning(new byte[32]);
    return new Revocation(
        IA,
        3,
        epoch,
        ByteString.of((byte) (nonce >>> 8), (byte) nonce),
        List.of(),
        root,
        root,
        hashType,
        21_600);
  }

  private void pass(ScmpType type, Revocation revocation) {
    ByteString none = ByteString.EMPTY;
    ScmpInfo info =
        ScmpInfo.RevokedInterface.of(new ScmpInfo.PathOffsets(0, 0, 3, false), revocation);
    relay.pass(
        new ScionPacket(
            world.hostAddress("1-16"),
            world.hostAddress("1-11"),
            ScionPath.EMPTY,
            List.of(ExtensionHeader.scmp(true, true)),
            new ScmpPayload(info, none, none, none, none, none, 0, none).message(type, 1)));
  }

  @Test
  void onlySoundRevocationsOfNowAreHandedOn() {
    long epoch = RouterWorld.NOW_MS / 10_000;
    pass(ScmpType.BAD_HOST, revocation(1));
    pass(ScmpType.REVOKED_INTERFACE, revocation(1, epoch - 2, 0));
    pass(ScmpType.REVOKED_INTERFACE, revocation(1, epoch + 2, 0));
    pass(ScmpType.REVOKED_INTERFACE, revocation(1, epoch, 9));
    assertEquals(List.of(), told);
    pass(ScmpType.REVOKED_INTERFACE, revocation(1));
    assertEquals(Collections.nCopies(EACH, new RevocationNotice(revocation(1))), told);
    Topology topology = world.site("1-14").topology();
    List<Topology.Server> all = new ArrayList<>(topology.pathServers().values());
    all.addAll(topology.beaconServers().values());
    assertEquals(all, whom);
  }

  @Test
  void forgedRevocationDoesNotStandForTheTrueOne() {
    pass(ScmpType.REVOKED_INTERFACE, revocation(1));
    pass(ScmpType.REVOKED_INTERFACE, revocation(2));
    assertEquals(2 * EACH, told.size());
  }

  @Test
  void asManyAreRememberedAsThereIsRoomFor() {
    for (int i = 0; i < RevocationRelay.REMEMBERED; i++) {
      pass(ScmpType.REVOKED_INTERFACE, revocation(i));
    }
    told.clear();
    pass(ScmpType.REVOKED_INTERFACE, revocation(0));
    assertEquals(0, told.size());
    pass(ScmpType.REVOKED_INTERFACE, revocation(RevocationRelay.REMEMBERED));
    assertEquals(EACH, told.size());
    pass(ScmpType.REVOKED_INTERFACE, revocation(0));
    assertEquals(2 * EACH, told.size());
  }
}
