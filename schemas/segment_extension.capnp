@0xe6c88f91b6a1209e;
# Extensions of AS entries: recognised and logged (PROTOCOL 2, 5).

using Java = import "/java.capnp";
$Java.package("org.waymark.wire.generated");
$Java.outerClassname("SegmentExtensionSchema");

struct RoutingPolicyExt {
  set @0 :Bool;
  polType @1 :UInt8;    # 0 allow ASes, 1 deny ASes, 2 allow interface, 3 deny interface
  ifID @2 :UInt64;
  isdases @3 :List(UInt64);
}

struct ISDAnnouncementExt {
  set @0 :Bool;
}
