// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.slipway.proof.device.Login;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.payload.PayloadLimits;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A device that gets an application before all else, on a line that is slow or breaks. */
final class PackageTalk implements Talk {
  private static final String PUT = "PROVISION-V1/PUT/packages/";
  private static final String EXEC = "PROVISION-V1/EXEC/packages/";

  private final FlowTalk flow;
  private final Line line;
  private final String sha256;
  private final MessageDigest digest;
  private long has;
  private int cuts;
  private boolean whole;

  PackageTalk(FlowTalk flow, Line line, String sha256) {
    this.flow = flow;
    this.line = line;
    this.sha256 = sha256;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * What a device is connected by.
   *
   * @param millis that it takes for each part
   * @param breaksAfter so many bytes, each time
   * @param breaks how often in all
   */
  record Line(long millis, long breaksAfter, int breaks) {}

  /** Whether all came as it should be, and how often the line broke meanwhile. */
  boolean complete() {
    return whole;
  }

  int cuts() {
    return cuts;
  }

  FlowTalk flow() {
    return flow;
  }

  @Override
  public Login login() {
    return flow.login();
  }

  @Override
  public void begin(Visit visit) {
    flow.begin(visit);
  }

  @Override
  public void hear(Visit visit, String topic, byte[] payload) {
    String rest = flow.rest(topic);
    if (!rest.startsWith(PUT) && !rest.startsWith(EXEC)) {
      flow.hear(visit, topic, payload);
      return;
    }
    KuraPayload request = KuraPayloadCodec.decode(payload, PayloadLimits.DEFAULT);
    Answer answer = rest.startsWith(PUT) ? taken(request) : installed();
    if (cuts < line.breaks() && has >= line.breaksAfter() * (cuts + 1)) {
      cuts++;
      visit.cut();
    } else if (line.millis() > 0) {
      visit.later(() -> FlowTalk.answer(visit, rest, request, answer), line.millis());
    } else {
      FlowTalk.answer(visit, rest, request, answer);
    }
  }

  private Answer taken(KuraPayload request) {
    byte[] part = request.body().orElseThrow();
    if (request.longValue("offset").orElseThrow() != has) {
      return Answer.elsewhere(has);
    }
    digest.update(part);
    has += part.length;
    return Answer.accepted(has);
  }

  private Answer installed() {
    whole = whole || HexFormat.of().formatHex(digest.digest()).equals(sha256);
    return whole ? Answer.accepted() : Answer.refused(500, "the hash is wrong");
  }

  @Override
  public void heard(Visit visit) {
    flow.heard(visit);
  }
}
