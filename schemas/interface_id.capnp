@0x9cb1ca08a160c787;
# Neighbours telling each other their interface ids; a path server only skips it (PROTOCOL 2).

using Java = import "/java.capnp";
$Java.package("org.waymark.wire.generated");
$Java.outerClassname("InterfaceIdSchema");

struct IFID {
  origIF @0 :UInt64;
  relayIF @1 :UInt64;
}
