package org.waymark.wire.packet;

import java.util.Optional;

/**
 * The types of SCMP messages: a class and a number within the class (PROTOCOL 2.4). Each type
 * determines the kind of info and the parts that are quoted. All except the two echo types are
 * errors.
 */
public enum ScmpType {
  UNSPECIFIED(0, 0, Quoted.ALL, Info.TEXT),
  ECHO_REQUEST(0, 1, Quoted.NOTHING, Info.ECHO),
  ECHO_REPLY(0, 2, Quoted.NOTHING, Info.ECHO),

  UNREACHABLE_NETWORK(1, 0, Quoted.BASIC, Info.NONE),
  UNREACHABLE_HOST(1, 1, Quoted.BASIC, Info.NONE),
  L2_ERROR(1, 2, Quoted.BASIC, Info.NONE),
  UNKNOWN_L4_PROTOCOL(1, 3, Quoted.BASIC, Info.NONE),
  UNREACHABLE_PORT(1, 4, Quoted.BASIC, Info.NONE),
  UNKNOWN_HOST(1, 5, Quoted.BASIC, Info.NONE),
  BAD_HOST(1, 6, Quoted.BASIC, Info.NONE),
  OVERSIZE(1, 7, Quoted.BASIC, Info.PACKET_SIZE),
  DENIED(1, 8, Quoted.BASIC, Info.NONE),

  BAD_VERSION(2, 0, Quoted.BASIC, Info.NONE),
  BAD_DESTINATION_TYPE(2, 1, Quoted.BASIC, Info.NONE),
  BAD_SOURCE_TYPE(2, 2, Quoted.BASIC, Info.NONE),
  BAD_PACKET_LENGTH(2, 3, Quoted.BASIC, Info.PACKET_SIZE),
  BAD_INFO_OFFSET(2, 4, Quoted.BASIC, Info.NONE),
  BAD_HOP_OFFSET(2, 5, Quoted.BASIC, Info.NONE),

  PATH_REQUIRED(3, 0, Quoted.BASIC, Info.NONE),
  BAD_MAC(3, 1, Quoted.BASIC_AND_PATH, Info.PATH_OFFSETS),
  EXPIRED_HOP_FIELD(3, 2, Quoted.BASIC_AND_PATH, Info.PATH_OFFSETS),
  BAD_INTERFACE(3, 3, Quoted.BASIC_AND_PATH, Info.PATH_OFFSETS),
  REVOKED_INTERFACE(3, 4, Quoted.BASIC_AND_PATH, Info.REVOKED_INTERFACE),
  NON_ROUTING_HOP_FIELD(3, 5, Quoted.BASIC_AND_PATH, Info.PATH_OFFSETS),
  DELIVERY_ON_FORWARD_ONLY(3, 6, Quoted.BASIC_AND_PATH, Info.PATH_OFFSETS),
  DELIVERY_TO_NON_LOCAL_AS(3, 7, Quoted.BASIC_AND_PATH, Info.PATH_OFFSETS),

  TOO_MANY_HOP_BY_HOP(4, 0, Quoted.BASIC_AND_EXTENSIONS, Info.EXTENSION_INDEX),
  BAD_EXTENSION_ORDER(4, 1, Quoted.BASIC_AND_EXTENSIONS, Info.EXTENSION_INDEX),
  BAD_HOP_BY_HOP(4, 2, Quoted.BASIC_AND_EXTENSIONS, Info.EXTENSION_INDEX),
  BAD_END_TO_END(4, 3, Quoted.BASIC_AND_EXTENSIONS, Info.EXTENSION_INDEX);

  /** The parts of the offending packet that an error quotes. */
  enum Quoted {
    NOTHING(false, false, false),
    /** Quotes the common header, the address header and the layer-4 header. */
    BASIC(true, false, false),
    BASIC_AND_PATH(true, true, false),
    BASIC_AND_EXTENSIONS(true, false, true),
    ALL(true, true, true);

    final boolean basic;
    final boolean path;
    final boolean extensions;

    Quoted(boolean basic, boolean path, boolean extensions) {
      this.basic = basic;
      this.path = path;
      this.extensions = extensions;
    }
  }

  /** The kinds of {@link ScmpInfo}. */
  enum Info {
    NONE,
    TEXT,
    ECHO,
    PACKET_SIZE,
    PATH_OFFSETS,
    REVOKED_INTERFACE,
    EXTENSION_INDEX
  }

  private final int scmpClass;
  private final int number;
  private final Quoted quoted;
  private final Info info;

  ScmpType(int scmpClass, int number, Quoted quoted, Info info) {
    this.scmpClass = scmpClass;
    this.number = number;
    this.quoted = quoted;
    this.info = info;
  }

  /** {@return the type with these numbers, if there is one} */
  public static Optional<ScmpType> of(int scmpClass, int number) {
    for (ScmpType type : values()) {
      if (type.scmpClass == scmpClass && type.number == number) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** {@return the number of the class} */
  public int scmpClass() {
    return scmpClass;
  }

  /** {@return the number within the class} */
  public int number() {
    return number;
  }

  /**
   * {@return whether a message of this type reports an error, so that no receiver answers it with
   * another error}
   */
  public boolean isError() {
    return quoted != Quoted.NOTHING;
  }

  Quoted quoted() {
    return quoted;
  }

  Info info() {
    return info;
  }
}
