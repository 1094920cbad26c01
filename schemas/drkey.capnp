@0xf85d2602085656c1;
# Key exchange, which a path server ignores, so the bodies are left open (PROTOCOL 2).

using Java = import "/java.capnp";
$Java.package("org.waymark.wire.generated");
$Java.outerClassname("DrKeySchema");

struct DRKeyReq {
}

struct DRKeyRep {
}

struct DRKeyMgmt {
  union {
    unset @0 :Void;
    drkeyReq @1 :DRKeyReq;
    drkeyRep @2 :DRKeyRep;
  }
}
