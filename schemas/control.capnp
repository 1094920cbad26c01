@0xdf42b02816bdc1bf;
# Control payloads: the content of a UDP datagram of the control plane (PROTOCOL 2).

using Java = import "/java.capnp";
$Java.package("org.waymark.wire.generated");
$Java.outerClassname("ControlSchema");

using Certificate = import "certificate.capnp";
using ControlExtension = import "control_extension.capnp";
using DrKey = import "drkey.capnp";
using Gateway = import "gateway.capnp";
using InterfaceId = import "interface_id.capnp";
using Path = import "path.capnp";
using Segment = import "segment.capnp";
using Sibra = import "sibra.capnp";
using Sign = import "sign.capnp";

struct SignedCtrlPld {
  blob @0 :Data;        # a packed CtrlPld
  sign @1 :Sign.Sign;   # over its own type name and source, then blob
}

struct CtrlPld {
  union {
    unset @0 :Void;
    pcb @1 :Segment.PCB;
    ifid @2 :InterfaceId.IFID;
    certMgmt @3 :Certificate.CertMgmt;
    pathMgmt @4 :Path.PathMgmt;
    sibra @5 :Sibra.SibraPayload;
    drkeyMgmt @6 :DrKey.DRKeyMgmt;
    sig @7 :Gateway.SIGCtrl;
    extn @8 :ControlExtension.CtrlExtnDataList;
  }
  reqId @9 :UInt64;     # 0: none given
  traceId @10 :Data;
}
