@0x9cb1ca08a160c787;
# Neighbours' announcements of their interface ids, which a path server ignores (PROTOCOL 2).

using Java = import "/java.capnp";
$Java.package("org.waymark.wire.generated");
$Java.outerClassname("InterfaceIdSchema");

struct IFID {
  origIF @0 :UInt64;
  relayIF @1 :UInt64;
}
