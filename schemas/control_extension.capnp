@0xfa3f5dec2b78a085;
# Extensions carried as a control payload, which a path server ignores (PROTOCOL 2).

using Java = import "/java.capnp";
$Java.package("org.waymark.wire.generated");
$Java.outerClassname("ControlExtensionSchema");

struct CtrlExtnDataList {
  items @0 :List(CtrlExtnData);
}

struct CtrlExtnData {
  type @0 :Data;
  data @1 :Data;
}
