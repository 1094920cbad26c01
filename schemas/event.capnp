@0xb6d1f0a84c93e527;
# The value of every log record (ARCHITECTURE, The log), and all numbers that stored rows and digests use:
# formats, kinds and reason codes are defined only here. Numbers are never reused and never change their
# meaning. The newest schema version is 1; a kind of .audit does not raise it, because apply never reads .audit.

using Java = import "/java.capnp";
$Java.package("org.waymark.wire.generated");
$Java.outerClassname("EventSchema");

struct Event {
  schemaVersion @0 :UInt16;  # the oldest schema version whose readers understand this event
  eventIds @1 :List(Data);   # one for a segment, one per proving side for a revocation, otherwise none
  writer @2 :Text;           # the id of the replica that appended it
  origin @3 :Origin;
  requestId @4 :UInt64;      # the request id of the message that brought it, or 0
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
    checkpointSigned @16 :CheckpointSigned;
    revocationRefused @17 :RevocationRefused;
    replicaReported @18 :ReplicaReported;
  }
}

struct Origin {
  transport @0 :Transport;
  peerIa @1 :UInt64;         # the registrant's AS, or 0
  address @2 :Data;          # the registrant's address in its transport's form, or a keyed hash of it
}

enum Transport {
  self @0;                   # the replica itself: ticks, starts and stops
  scionUdp @1;               # the Cap'n Proto control plane over SCION/UDP
  operator @2;               # an operator's commands and files
}

# .events

struct SegmentEvent {
  format @0 :SegmentFormat;
  type @1 :SegmentType;
  bytes @2 :Data;            # verbatim; in format capnp an unpacked message whose root is the PathSegment
  verifiedWith @3 :List(TrustVersion);
}

struct RevocationEvent {
  format @0 :SegmentFormat;
  bytes @1 :Data;            # in format capnp an unpacked message whose root is the RevInfo
}

struct TickEvent {
  timeMs @0 :Int64;          # the time T of APPLY, in Unix milliseconds
}

struct BlockEvent {
  subject @0 :BlockSubject;
  endMs @1 :Int64;           # Unix milliseconds; a time in the past lifts the block
  reason @2 :Text;
  untilMs @3 :Int64;         # the end that the operator asked for, in Unix milliseconds: replicas renew the block
                             # until then; no later than endMs, such as 0 in older records, if there is nothing to renew
  operator @4 :Text;         # the writer of the block that this record renews; empty in an operator's own record
}

struct BlockSubject {
  kind @0 :BlockKind;
  ia @1 :UInt64;             # for kinds as and interface
  interfaceId @2 :UInt64;    # for kind interface
  segmentId @3 :Data;        # for kind segment, 32 bytes
}

struct InterfaceDownEvent {
  ia @0 :UInt64;
  interfaceId @1 :UInt64;
  endMs @2 :Int64;
}

# .trust

struct TrustEvent {
  kind @0 :TrustKind;
  json @1 :Data;             # the text, verbatim, because signatures cover it
}

struct LogOwner {            # the AS that owns the log; the first record counts
  ia @0 :UInt64;
}

struct TrustVersion {
  kind @0 :TrustKind;
  subject @1 :UInt64;        # the IA of a chain's leaf; ISD-0 for a TRC
  version @2 :UInt64;
}

# .audit

struct ReplicaStarted {
  applyVersion @0 :Text;
  newestSchema @1 :UInt16;   # the newest event schema it can apply
  address @2 :Text;          # the address on which it listens
}

struct ReplicaStopped {
  reason @0 :Text;
}

struct RegistrationRefused {
  hash @0 :Data;             # SHA-256 of the refused bytes; empty in a summary
  lengthBytes @1 :UInt32;    # the number of refused bytes; 0 in a summary
  reason @2 :Text;
  count @3 :UInt64;          # 1, or in a summary the number of refusals for this reason since the last summary
  segmentId @4 :Data;        # 32 bytes; empty in a summary, if the segment does not decode, and in older records
  segmentType @5 :SegmentType;  # as registered; unset if it was unset or unknown, or if there is no segmentId
  first @6 :UInt64;          # the ASes at which the segment starts and ends, or 0 if there is no segmentId
  last @7 :UInt64;
}

struct CheckpointSigned {
  note @0 :Data;             # the signed note of a checkpoint of .events or .trust (C2SP signed-note), verbatim
}

struct RevocationRefused {
  hash @0 :Data;             # SHA-256 of its unpacked RevInfo; empty in a summary or if its bytes do not decode
  lengthBytes @1 :UInt32;    # the number of bytes hashed
  reason @2 :Text;
  count @3 :UInt64;          # as in RegistrationRefused
  ia @4 :UInt64;             # the AS that the revocation names, or 0 in a summary or if its bytes do not decode
  interfaceId @5 :UInt64;    # the interface that it names, or 0 as for ia
}

struct ReplicaReported {     # what a replica had applied at a tick
  tick @0 :UInt64;           # the offset of the tick in .events
  tickTimeMs @1 :Int64;      # the record time of the tick; after a loss of records, an offset may be that of another tick
  digest @2 :Data;           # of .events just after the tick, 32 bytes
  rows @3 :UInt64;           # the number of rows that the digest covers
  complete @4 :Bool;         # whether the rows equal those of a fold from offset 0; other digests are not comparable
  applyVersion @5 :Text;     # digests are comparable only between equal versions
  newestSchema @6 :UInt16;   # the newest event schema it can apply
  state @7 :Text;            # in the words of 'waymark status'
  lagRecords @8 :UInt64;     # the records of .events in the log after the tick, as far as the replica knew
  lagMs @9 :UInt64;          # the time from the record time of the tick to its application
  rebuilds @10 :UInt32;      # how many stores the replica has begun to build beside its first one, since its start
  counters @11 :ReplicaCounters;
}

struct ReplicaCounters {     # since the start of the replica
  requests @0 :UInt64;
  segmentsAppended @1 :UInt64;
  revocationsAppended @2 :UInt64;
  dropped @3 :UInt64;        # datagrams and messages
}

# Number formats

enum SegmentFormat {
  unset @0;
  capnp @1;                  # Cap'n Proto, the control plane of 2018
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

enum RevocationHalf {        # the neighbour of the tree root that is part of the connected root
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

# The reason for which apply quarantined a record: the first check that fails, in the order of these numbers.
enum ReasonCode {
  none @0;

  # The value itself, whatever its content.
  emptyValue @1;             # null or no bytes
  tooLong @2;                # over the size limit of an event
  newerSchema @3;            # schemaVersion is above the newest known
  undecodable @4;            # not a Cap'n Proto message, or a field out of its range
  unknownKind @5;            # the body is unset, or of a kind that this schema does not define
  unknownFormat @6;          # the format of a segment or revocation
  unknownType @7;            # the type of a segment
  otherTopic @8;             # a known body that does not belong in this topic

  # The bytes inside the event.
  overLimit @9;              # more entries, peers or bytes than a decoder accepts
  malformedSegment @10;
  malformedRevocation @11;

  # A segment that apply cannot use.
  timestampAhead @12;        # info timestamp later than the record time + ahead
  ended @13;                 # no longer valid at its record time
  endedBeforeTick @14;       # its end is no later than the last tick

  # A revocation that apply cannot use.
  interfaceInvalid @15;      # 0, or 2^63 and above
  hashTypeUnknown @16;
  treeTtlOther @17;          # not the one configured for the AS
  epochTooLarge @18;         # 2^40 and above
  leafPosition @19;          # not epoch mod (treeTTL / 10)
  notCurrent @20;            # record time outside [epoch - 10 s, expiry + 10 s)
}
