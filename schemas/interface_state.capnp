@0xe6d9e9e231c09f51;
# States of a border router's interfaces (PROTOCOL 2, 4).

using Java = import "/java.capnp";
$Java.package("org.waymark.wire.generated");
$Java.outerClassname("InterfaceStateSchema");

using Revocation = import "revocation.capnp";

struct IFStateInfo {
  ifID @0 :UInt64;
  active @1 :Bool;
  revInfo @2 :Revocation.RevInfo;  # if not active
}

struct IFStateInfos {
  infos @0 :List(IFStateInfo);
}

struct IFStateReq {
  ifID @0 :UInt64;      # 0: all
}
