@0x99440334ec0946a0;
# Signatures, stored beside the bytes they cover (PROTOCOL 2.1).

using Java = import "/java.capnp";
$Java.package("org.waymark.wire.generated");
$Java.outerClassname("SignSchema");

struct SignedBlob {
  blob @0 :Data;
  sign @1 :Sign;
}

struct Sign {
  type @0 :SignType;
  src @1 :Data;         # IA of the signer, 8 bytes big-endian; signed
  signature @2 :Data;
  timestamp @3 :UInt64; # not signed
}

enum SignType {
  none @0;
  ed25519 @1;
}
