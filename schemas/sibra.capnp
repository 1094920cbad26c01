@0xd7ac72be29310d11;
# SIBRA, bandwidth reservation: carried in AS entries; ignored as a payload (PROTOCOL 2).

using Java = import "/java.capnp";
$Java.package("org.waymark.wire.generated");
$Java.outerClassname("SibraSchema");

struct SibraPCBExt {
  id @0 :Data;
  info @1 :Data;
  up @2 :Bool;
  sofs @3 :List(Data);
}

struct SibraPayload {
}
