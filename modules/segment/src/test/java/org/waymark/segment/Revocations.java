package org.waymark.segment;

import java.util.List;

/** Makes revocations that prove nothing, for tests that do not depend on a proof. */
final class Revocations {
  private Revocations() {}

  static Revocation of(long interfaceId, long epoch, int hashType, long treeTtlS) {
    return new Revocation(
        IsdAs.of(1, 11),
        interfaceId,
        epoch,
        ByteString.EMPTY,
        List.of(),
        ByteString.EMPTY,
        ByteString.EMPTY,
        hashType,
        treeTtlS);
  }

  static Revocation ofEpoch(long epoch, long treeTtlS) {
    return of(1, epoch, Revocation.SHA_256, treeTtlS);
  }

  static Revocation withSiblings(Revocation of, List<Revocation.Sibling> siblings) {
    return new Revocation(
        of.ia(),
        of.interfaceId(),
        of.epoch(),
        of.nonce(),
        siblings,
        of.prevRoot(),
        of.nextRoot(),
        of.hashType(),
        of.treeTtlS());
  }
}
