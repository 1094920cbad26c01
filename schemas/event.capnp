@0xb6d1f0a84c93e527;
# The value of every record of the log (ARCHITECTURE, The log), and every number that stored rows and digests
# use: formats, kinds, reason codes are defined here and nowhere else. Numbers are never reused and
# never change their meaning. The newest schema version is 1.

using Java = import "/java.capnp";
$Java.package("org.waymark.wire.generated");
$Java.outerClassname("EventSchema");

struct Event {
  schemaVersion @0 :UInt16;  # the oldest reader that understands this event
  eventIds @1 :List(Data);   # of a segment one, of a revocation one per proving half, else none
  writer @2 :Text;           # id of the replica that appended it
  origin @3 :Origin;
  requestId @4 :UInt64;      # of the message it came with, 0: none
  body :union {
    unset @5 :Void;
    segment @6 :SegmentEvent;
    revocation @7 :RevocationEvent;
    tick @8 :TickEvent;
    block @9 :BlockEvent;
    interfaceDown @10 :InterfaceDownEvent;
    trust @11 :TrustEvent;
    replicaStarted @12 :ReplicaStarted;
    replicaStopped @13 :ReplicaStopped;
    registrationRefused @14 :RegistrationRefused;
    logOwner @15 :LogOwner;
  }
}

struct Origin {
  transport @0 :Transport;
  peerIa @1 :UInt64;         # 0: none
  address @2 :Data;          # of the registrant as its transport has it, or a keyed hash of that
}

enum Transport {
  self @0;                   # the replica itself: ticks, starts and stops
  scionUdp @1;               # the Cap'n Proto control plane over SCION/UDP
  operator @2;               # commands and files of the operator
}

# .events

struct SegmentEvent {
  format @0 :SegmentFormat;
  type @1 :SegmentType;
  bytes @2 :Data;            # verbatim; of capnp: an unpacked message whose root is the PathSegment
  verifiedWith @3 :List(TrustVersion);
}

struct RevocationEvent {
  format @0 :SegmentFormat;
  bytes @1 :Data;            # of capnp: an unpacked message whose root is the RevInfo
}

struct TickEvent {
  timeMs @0 :Int64;          # T of APPLY, in Unix milliseconds
}

struct BlockEvent {
  subject @0 :BlockSubject;
  endMs @1 :Int64;           # Unix milliseconds; in the past: unblock
  reason @2 :Text;
}

struct BlockSubject {
  kind @0 :BlockKind;
  ia @1 :UInt64;             # of as and interface
  interfaceId @2 :UInt64;    # of interface
  segmentId @3 :Data;        # of segment, 32 bytes
}

struct InterfaceDownEvent {
  ia @0 :UInt64;
  interfaceId @1 :UInt64;
  endMs @2 :Int64;
}

# .trust

struct TrustEvent {
  kind @0 :TrustKind;
  json @1 :Data;             # the text, verbatim: signatures cover it
}

struct LogOwner {            # the AS whose log this is: the first one counts
  ia @0 :UInt64;
}

struct TrustVersion {
  kind @0 :TrustKind;
  subject @1 :UInt64;        # IA of the chain's leaf; of a TRC ISD-0
  version @2 :UInt64;
}

# .audit

struct ReplicaStarted {
  applyVersion @0 :Text;
  newestSchema @1 :UInt16;   # the newest event schema it can apply
  address @2 :Text;          # where it listens
}

struct ReplicaStopped {
  reason @0 :Text;
}

struct RegistrationRefused {
  hash @0 :Data;             # SHA-256 of the refused bytes; empty in a summary
  lengthBytes @1 :UInt32;    # of the refused bytes; 0 in a summary
  reason @2 :Text;
  count @3 :UInt64;          # 1, or in a summary the refusals for this reason since the last one
}

# Number formats

enum SegmentFormat {
  unset @0;
  capnp @1;                  # Cap'n Proto, control plane of 2018
}

enum SegmentType {
  unset @0;
  up @1;
  down @2;
  core @3;
}

enum BlockKind {             # first byte of the record key
  unset @0;
  as @1;
  interface @2;
  segment @3;
}

enum TrustKind {             # first byte of the record key
  unset @0;
  anchor @1;
  trc @2;
  chain @3;
}

enum RevocationHalf {        # which neighbour of the tree root is part of the connected root
  unset @0;
  previous @1;               # "01": H(prevRoot || R)
  next @2;                   # "12": H(R || nextRoot)
}

# The kind byte of a row in the digest, and of its key in the store.
enum RowKind {
  unset @0;
  segment @1;
  revocation @2;
  interfaceDown @3;
  block @4;
  quarantine @5;
  trust @6;
}

# Why apply put a record into quarantine: the first check that fails, in the order of these numbers.
enum ReasonCode {
  none @0;

  # The value, whatever it says.
  emptyValue @1;             # null or no bytes
  tooLong @2;                # over the size limit of an event
  newerSchema @3;            # schemaVersion is above the newest known
  undecodable @4;            # no Cap'n Proto message, or a field out of its range
  unknownKind @5;            # body unset, or of a kind this schema does not have
  unknownFormat @6;          # of a segment or revocation
  unknownType @7;            # of a segment
  otherTopic @8;             # a known body that this topic does not hold

  # The bytes inside.
  overLimit @9;              # more entries, peers or bytes than a decoder accepts
  malformedSegment @10;
  malformedRevocation @11;

  # A segment that does not count.
  timestampAhead @12;        # info timestamp later than the record time + ahead
  ended @13;                 # valid no longer at its record time
  endedBeforeTick @14;       # its end is not after the last tick

  # A revocation that does not count.
  interfaceInvalid @15;      # 0, or 2^63 and above
  hashTypeUnknown @16;
  treeTtlOther @17;          # not the one configured for the AS
  epochTooLarge @18;         # 2^40 and above
  leafPosition @19;          # not epoch mod (treeTTL / 10)
  notCurrent @20;            # record time outside [epoch - 10 s, expiry + 10 s)
}
