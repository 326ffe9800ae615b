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
import io.slipway.domain.UserSession;
import java.text.ParseException;
import java.util.Date;
import java.util.Optional;

/**
 * Access tokens of users: JWTs under a key derived from the master key. They only name a session;
 * whether that holds is for who keeps it to say.
 */
public final class AccessTokens {
  private static final String ISSUER = "slipway";
  private static final int KEY_BYTES = 32;

  private final byte[] key;

  public AccessTokens(MasterKey masterKey) {
    this.key = masterKey.derive("slipway-access-token-v1", new byte[0], KEY_BYTES);
  }

  /** The token of a session; the same one each time. */
  public String of(UserSession session) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .jwtID(session.id().toString())
            .subject(session.userId().toString())
            .claim("sId", session.scopeId().toString())
            .issueTime(Date.from(session.createdOn()))
            .expirationTime(Date.from(session.expiresOn()))
            .build();
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      token.sign(new MACSigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("tokens cannot be signed", e);
    }
    return token.serialize();
  }

  /** The session that a token names, or empty where the token is not ours. */
  public Optional<Id> session(String text) {
    try {
      SignedJWT token = SignedJWT.parse(text);
      boolean ours =
          token.getHeader().getAlgorithm().equals(JWSAlgorithm.HS256)
              && token.verify(new MACVerifier(key));
      return ours ? Id.parse(token.getJWTClaimsSet().getJWTID()) : Optional.empty();
    } catch (ParseException | JOSEException notOurs) {
      return Optional.empty();
    }
  }
}
