// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.slipway.domain.Id;
import io.slipway.domain.User;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/** Access tokens of users: JWTs under a key derived from the master key, good for half an hour. */
public final class AccessTokens {
  private static final Duration LIFETIME = Duration.ofMinutes(30);
  private static final String ISSUER = "slipway";
  private static final int KEY_BYTES = 32;

  private final byte[] key;
  private final IdSource ids;
  private final Clock clock;

  public AccessTokens(MasterKey masterKey, IdSource ids, Clock clock) {
    this.key = masterKey.derive("slipway-access-token-v1", new byte[0], KEY_BYTES);
    this.ids = ids;
    this.clock = clock;
  }

  /** A token that holds. */
  public record AccessToken(
      Id id, Id userId, Id scopeId, String text, Instant issuedOn, Instant expiresOn) {
    @Override
    public String toString() {
      return "AccessToken[" + id + " of " + userId + "]";
    }
  }

  public AccessToken issue(User user) {
    Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    Id id = ids.next();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .jwtID(id.toString())
            .subject(user.id().toString())
            .claim("sId", user.scopeId().toString())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFETIME)))
            .build();
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      token.sign(new MACSigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("tokens cannot be signed", e);
    }
    return new AccessToken(
        id, user.id(), user.scopeId(), token.serialize(), now, now.plus(LIFETIME));
  }

  /** What a token says, or empty where it is not ours or no longer holds. */
  public Optional<AccessToken> verify(String text) {
    try {
      SignedJWT token = SignedJWT.parse(text);
      boolean ours =
          token.getHeader().getAlgorithm().equals(JWSAlgorithm.HS256)
              && token.verify(new MACVerifier(key));
      return ours ? read(text, token.getJWTClaimsSet()) : Optional.empty();
    } catch (ParseException | JOSEException notOurs) {
      return Optional.empty();
    }
  }

  private Optional<AccessToken> read(String text, JWTClaimsSet claims) throws ParseException {
    Instant expires = claims.getExpirationTime().toInstant();
    if (!clock.instant().isBefore(expires)) {
      return Optional.empty();
    }
    return Optional.of(
        new AccessToken(
            Id.parse(claims.getJWTID()).orElseThrow(),
            Id.parse(claims.getSubject()).orElseThrow(),
            Id.parse(claims.getStringClaim("sId")).orElseThrow(),
            text,
            claims.getIssueTime().toInstant(),
            expires));
  }
}
