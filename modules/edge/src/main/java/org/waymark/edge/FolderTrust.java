package org.waymark.edge;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.segment.ByteString;
import org.waymark.server.PathServer;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Requester;
import org.waymark.server.replay.ServingStore;
import org.waymark.store.ReadView;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Lz4Text;
import org.waymark.wire.trust.Trc;

/**
 * Offers what an operator puts into the certificate folder to the path server, as if another server
 * had sent it: it is judged by the same rules before it gets into the log.
 */
final class FolderTrust implements StartupWatch.TrustTaker {
  private static final Logger log = LoggerFactory.getLogger(FolderTrust.class);

  private final ReplicaConfig config;
  private final ServingStore store;
  private final PathServer server;
  private final Requester self;

  /**
   * @param self as whom the server itself offers it
   */
  FolderTrust(ReplicaConfig config, ServingStore store, PathServer server, Requester self) {
    this.config = config;
    this.store = store;
    this.server = server;
    this.self = self;
  }

  @Override
  public void take(CertificateFolder found) throws StartupException {
    try (ReadView view = store.view()) {
      TrustMaterial held = view.trust();
      TrustAnchors.check(found, config, held);
      for (Trc trc : found.trcs()) {
        if (held.trc(trc.isd(), trc.version()).isEmpty()) {
          offer(trc, new TrcReply(packed(trc.json())));
        }
      }
      for (CertificateChain chain : found.chains()) {
        if (held.chain(chain.subject(), chain.version()).isEmpty()) {
          offer(chain, new CertChainReply(packed(chain.json())));
        }
      }
    }
  }

  private static ByteString packed(ByteString json) {
    return Lz4Text.pack(json);
  }

  private void offer(Object what, Message message) {
    log.info("{} is new in {}: offered to the log", what, config.certificates());
    server.received(new ControlPayload(message, 0), self, NOBODY);
  }

  /** There is nobody to ask for what may be missing beside it: it is put into the folder too. */
  private static final Replies NOBODY =
      new Replies() {
        @Override
        public int maxPayloadBytes() {
          return 0;
        }

        @Override
        public void send(ControlPayload payload) {}
      };
}
