// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.slipway.domain.Right;
import io.slipway.registry.RefusedException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An error as clients of Kapua know it.
 *
 * @param type the discriminator of its JSON
 * @param argument the field that it is about
 * @param retryAfterSeconds when it makes sense to ask again
 */
record Problem(
    int status,
    String type,
    String code,
    String message,
    Optional<String> argument,
    OptionalLong retryAfterSeconds) {

  /** Thrown to answer with a problem. */
  static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    Thrown(Problem problem) {
      super(problem.message());
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }

  static Problem of(int status, String code, String message) {
    return new Problem(
        status, "exceptionInfo", code, message, Optional.empty(), OptionalLong.empty());
  }

  static Problem of(RefusedException refused) {
    return switch (refused.reason()) {
      case INVALID -> about(refused, 400, "illegalArgumentExceptionInfo", "ILLEGAL_ARGUMENT");
      case REQUIRED ->
          about(refused, 400, "illegalNullArgumentExceptionInfo", "ILLEGAL_NULL_ARGUMENT");
      case UNKNOWN -> about(refused, 404, "entityNotFoundExceptionInfo", "ENTITY_NOT_FOUND");
      case DUPLICATE -> about(refused, 409, "entityUniquenessExceptionInfo", "ENTITY_UNIQUENESS");
      case STALE -> about(refused, 409, "exceptionInfo", "OPTIMISTIC_LOCKING");
      case CONFLICT -> about(refused, 409, "exceptionInfo", "OPERATION_NOT_ALLOWED");
    };
  }

  static Problem unauthenticated() {
    return of(401, "UNAUTHENTICATED", "log in at /v1/authentication/user and send its tokenId");
  }

  static Problem wrongLogin() {
    return of(401, "INVALID_LOGIN_CREDENTIALS", "the user name or the password is wrong");
  }

  static Problem tooManyLogins(long retryAfterSeconds) {
    return of(429, "TOO_MANY_REQUESTS", "too many failed logins came from this address")
        .retryAfter(retryAfterSeconds);
  }

  static Problem wrongRefresh() {
    return of(
        401,
        "INVALID_REFRESH_TOKEN",
        "the refresh token is wrong, used or expired: log in at /v1/authentication/user");
  }

  static Problem foreignAccount() {
    return forbidden("the user may not act on this account");
  }

  static Problem forbidden(Right right) {
    return forbidden(
        "none of the user's roles has the right to %s %s"
            .formatted(right.action(), right.domain()));
  }

  private static Problem forbidden(String message) {
    return new Problem(
        403,
        "subjectUnauthorizedExceptionInfo",
        "SUBJECT_UNAUTHORIZED",
        message,
        Optional.empty(),
        OptionalLong.empty());
  }

  static Problem storeAway() {
    return of(503, "SERVICE_UNAVAILABLE", "the database cannot be used just now, nothing was done")
        .retryAfter(5);
  }

  static Problem internal() {
    return of(500, "INTERNAL_ERROR", "something broke here; the log says what");
  }

  /** What stands for a status that the HTTP server itself answers with. */
  static Problem ofStatus(int status) {
    return switch (status) {
      case 400 -> of(status, "ILLEGAL_ARGUMENT", "the request is malformed");
      case 404 -> of(status, "NOT_FOUND", "there is nothing here");
      case 405 -> of(status, "METHOD_NOT_ALLOWED", "this method is not for this address");
      case 408 -> of(status, "REQUEST_TIMEOUT", "the request came too slowly; send it again");
      case 413 -> of(status, "PAYLOAD_TOO_LARGE", "the body is too large");
      case 414 -> of(status, "URI_TOO_LONG", "the address is too long");
      case 415 -> of(status, "UNSUPPORTED_MEDIA_TYPE", "the body must be application/json");
      case 431 -> of(status, "HEADERS_TOO_LARGE", "the headers are too large");
      case 503 -> of(status, "SERVICE_UNAVAILABLE", "the server is stopping").retryAfter(5);
      default ->
          status >= 500
              ? of(status, "INTERNAL_ERROR", "something broke here; the log says what")
              : of(status, "ILLEGAL_ARGUMENT", "the request cannot be answered");
    };
  }

  Problem retryAfter(long seconds) {
    return new Problem(status, type, code, message, argument, OptionalLong.of(seconds));
  }

  Thrown thrown() {
    return new Thrown(this);
  }

  byte[] json() {
    return JsonView.of(type)
        .number("httpErrorCode", status)
        .text("message", message)
        .text("kapuaErrorCode", code)
        .text("argumentName", argument)
        .bytes();
  }

  private static Problem about(RefusedException refused, int status, String type, String code) {
    return new Problem(
        status, type, code, refused.getMessage(), refused.field(), OptionalLong.empty());
  }
}
