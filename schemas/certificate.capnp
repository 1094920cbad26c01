@0xec3b2b10a5e23975;
# Requests for TRCs and certificate chains, and their replies (PROTOCOL 2, 3.1).

using Java = import "/java.capnp";
$Java.package("org.waymark.wire.generated");
$Java.outerClassname("CertificateSchema");

struct CertChainReq {
  isdas @0 :UInt64;
  version @1 :UInt64;   # 0: the newest
  cacheOnly @2 :Bool;
}

struct CertChain {
  chain @0 :Data;       # JSON text, compressed with LZ4
}

struct CertChainIssReq {
  cert @0 :Data;
}

struct CertChainIssRep {
  chain @0 :Data;
}

struct TRCReq {
  isd @0 :UInt16;
  version @1 :UInt64;   # 0: the newest
  cacheOnly @2 :Bool;
}

struct TRC {
  trc @0 :Data;         # JSON text, compressed with LZ4
}

struct CertMgmt {
  union {
    unset @0 :Void;
    certChainReq @1 :CertChainReq;
    certChain @2 :CertChain;
    trcReq @3 :TRCReq;
    trc @4 :TRC;
    certChainIssReq @5 :CertChainIssReq;
    certChainIssRep @6 :CertChainIssRep;
  }
}
