@0xfb8053d9fb34b837;
# Path segments and their AS entries (PROTOCOL 1, 2).

using Java = import "/java.capnp";
$Java.package("org.waymark.wire.generated");
$Java.outerClassname("SegmentSchema");

using SegmentExtension = import "segment_extension.capnp";
using Sibra = import "sibra.capnp";
using Sign = import "sign.capnp";

struct PathSegment {
  sdata @0 :Data;       # a packed PathSegmentSignedData; signed, kept verbatim
  asEntries @1 :List(Sign.SignedBlob);  # blob is a packed ASEntry; from the core outwards
}

struct PathSegmentSignedData {
  infoF @0 :Data;       # info field, 8 bytes
}

struct ASEntry {
  isdas @0 :UInt64;
  trcVer @1 :UInt64;
  certVer @2 :UInt64;
  ifIDSize @3 :UInt8;   # bits
  hops @4 :List(HopEntry);  # entry 0 is the path itself, the others are peer links
  hashTreeRoot @5 :Data;
  mtu @6 :UInt16;
  exts :group {
    routingPolicy @7 :SegmentExtension.RoutingPolicyExt;
    sibra @8 :Sibra.SibraPCBExt;
  }
}

struct HopEntry {
  inIA @0 :UInt64;
  remoteInIF @1 :UInt64;
  inMTU @2 :UInt16;
  outIA @3 :UInt64;
  remoteOutIF @4 :UInt64;
  hopF @5 :Data;        # hop field, 8 bytes
}

struct PCB {
  pathSeg @0 :PathSegment;
  ifID @1 :UInt64;
}

struct PathSegMeta {
  pathSeg @0 :PathSegment;
  type @1 :PathSegType;
}

enum PathSegType {
  unset @0;
  up @1;
  down @2;
  core @3;
}
