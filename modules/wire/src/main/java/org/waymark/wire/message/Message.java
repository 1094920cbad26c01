package org.waymark.wire.message;

/**
 * The body of a control payload. A server selects the handler for a message by the names of the two
 * nested union members in which the message is contained (PROTOCOL 4).
 */
public sealed interface Message
    permits SegmentRequest,
        SegmentReply,
        SegmentRegistration,
        SegmentSync,
        RevocationNotice,
        InterfaceStateRequest,
        InterfaceStateInfos,
        CertChainRequest,
        CertChainReply,
        TrcRequest,
        TrcReply,
        CertIssueRequest,
        CertIssueReply,
        Beacon,
        InterfaceIdMessage,
        Sibra,
        DrKey,
        Sig,
        Extensions,
        Unset {
  /** {@return the name of the union member in the control payload, such as {@code pathMgmt}} */
  String messageClass();

  /**
   * {@return the name of the union member in the message class, such as {@code segReq}; the name of
   * the class itself if it has no members}
   */
  String messageType();
}
