package org.waymark.wire.message;

/**
 * The body of a control payload. Its dispatch keys are the names of the two nested union members it
 * stands in (PROTOCOL 4).
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
  /** {@return the member of the control payload, as in {@code pathMgmt}} */
  String messageClass();

  /** {@return the member of the class, as in {@code segReq}; the class itself when it has none} */
  String messageType();
}
