@0x8273379c3e06a721;
# Polls between SCION-IP gateways, which a path server ignores, so the bodies are left open (PROTOCOL 2).

using Java = import "/java.capnp";
$Java.package("org.waymark.wire.generated");
$Java.outerClassname("GatewaySchema");

struct SIGPoll {
}

struct SIGCtrl {
  id @0 :UInt64;
  union {
    unset @1 :Void;
    pollReq @2 :SIGPoll;
    pollRep @3 :SIGPoll;
  }
}
