@0x8fcd13516850d142;
# Path management: requests for segments, registrations, and sharing between servers (PROTOCOL 2, 4).

using Java = import "/java.capnp";
$Java.package("org.waymark.wire.generated");
$Java.outerClassname("PathSchema");

using InterfaceState = import "interface_state.capnp";
using Revocation = import "revocation.capnp";
using Segment = import "segment.capnp";

struct SegReq {
  srcIA @0 :UInt64;
  dstIA @1 :UInt64;     # AS 0: any core AS of the ISD
  flags :group {
    sibra @2 :Bool;
    cacheOnly @3 :Bool;
  }
}

struct SegRecs {
  recs @0 :List(Segment.PathSegMeta);
  revInfos @1 :List(Revocation.RevInfo);
}

struct SegReply {
  req @0 :SegReq;
  recs @1 :SegRecs;
}

struct PathMgmt {
  union {
    unset @0 :Void;
    segReq @1 :SegReq;
    segReply @2 :SegReply;
    segReg @3 :SegRecs;
    segSync @4 :SegRecs;
    revInfo @5 :Revocation.RevInfo;
    ifStateReq @6 :InterfaceState.IFStateReq;
    ifStateInfos @7 :InterfaceState.IFStateInfos;
  }
}
