package org.waymark.wire.message;

/**
 * The body of a control payload. Messages are dispatched by the names of the two nested union
 * members that contain them (PROTOCOL 4).
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
  /** {@return the member of the control payload, such as {@code pathMgmt}} */
  String messageClass();

  /**
   * {@return the member of the class, such as {@code segReq}, or the class itself if it has no
   * members}
   */
  String messageType();
}
