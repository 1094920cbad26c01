@0xc434abcc856ab808;
# Revocations of an interface with their hash-tree proof (PROTOCOL 7).

using Java = import "/java.capnp";
$Java.package("org.waymark.wire.generated");
$Java.outerClassname("RevocationSchema");

struct SiblingHash {
  isLeft @0 :Bool;
  hash @1 :Data;
}

struct RevInfo {
  ifID @0 :UInt64;
  epoch @1 :UInt64;     # Unix time / 10 s
  nonce @2 :Data;
  siblings @3 :List(SiblingHash);  # from the leaf up
  prevRoot @4 :Data;
  nextRoot @5 :Data;
  isdas @6 :UInt64;
  hashType @7 :UInt16;  # 0: SHA-256
  treeTTL @8 :UInt32;   # seconds
}
