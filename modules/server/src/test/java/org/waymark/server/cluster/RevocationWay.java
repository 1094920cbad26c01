package org.waymark.server.cluster;

import java.util.List;
import java.util.Optional;
import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;
import org.waymark.wire.message.InterfaceState;
import org.waymark.wire.message.InterfaceStateInfos;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;

/** The ways in which a revocation can be received (PROTOCOL 7). */
enum RevocationWay {
  MESSAGE {
    @Override
    void send(ClusterHost from, Revocation revocation) {
      from.send(new RevocationNotice(revocation));
    }
  },
  INTERFACE_STATES {
    @Override
    void send(ClusterHost from, Revocation revocation) {
      InterfaceState down =
          new InterfaceState(revocation.interfaceId(), false, Optional.of(revocation));
      from.send(new InterfaceStateInfos(List.of(new Decoded.Accepted<>(down))));
    }
  },
  SCMP {
    @Override
    void send(ClusterHost from, Revocation revocation) {
      from.scmp(new RevocationNotice(revocation));
    }
  },
  SEGMENT_RECORDS {
    @Override
    void send(ClusterHost from, Revocation revocation) {
      from.send(new SegmentRegistration(SegmentRecords.of(List.of(), List.of(revocation))));
    }
  };

  abstract void send(ClusterHost from, Revocation revocation);

  /** {@return whether a revocation received in this way is forwarded} */
  boolean isHandedOn() {
    return this != SEGMENT_RECORDS;
  }
}
