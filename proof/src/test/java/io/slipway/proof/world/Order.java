// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.world;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/** An operator's order for one device, as the body that creates a provision request. */
public final class Order {
  private final ObjectNode body = JsonNodeFactory.instance.objectNode();

  private Order(String clientId) {
    body.put("type", "provisioningRequestCreator")
        .put("clientId", clientId)
        .put("authenticationType", "USER_PASS")
        .put("username", clientId + "-user")
        .put("password", clientId + "-secret");
    body.withObject("/options/activationOptions")
        .put("status", "ENABLED")
        .put("activatesOn", "2020-01-01T00:00:00Z");
  }

  /** An order that any device of the full profile or, over TLS, of Kura's may fill now. */
  public static Order of(String clientId) {
    return new Order(clientId);
  }

  /** Leaves the password to the server. */
  public Order generatedPassword() {
    body.remove("password");
    return this;
  }

  public Order username(String username) {
    body.put("username", username);
    return this;
  }

  /** The device shows the factory certificate with this id, and has no password. */
  public Order factoryCertificate(String devId) {
    body.remove("password");
    body.put("authenticationType", "USER_CERT").put("certificateDevId", devId);
    return this;
  }

  public Order activationKey() {
    body.put("generateActivationKey", true);
    return this;
  }

  public Order disabled() {
    return activation("status", "DISABLED");
  }

  public Order activatesOn(Instant time) {
    return activation("activatesOn", time.toString());
  }

  public Order expiresOn(Instant time) {
    return activation("expiresOn", time.toString());
  }

  /** {@code any}, {@code full} or {@code kura}. */
  public Order profile(String rule) {
    body.withObject("/options/extraOptions/slipway").put("profile", rule);
    return this;
  }

  /** A certificate {@code beside} the password for the account's broker, or {@code instead}. */
  public Order certificate(String issue, String keyType) {
    body.withObject("/options/extraOptions/slipway/deviceCertificate")
        .put("issue", issue)
        .put("keyType", keyType);
    return this;
  }

  public Order attempts(int most) {
    body.withObject("/options/extraOptions/slipway").put("retryMaxAttempts", most);
    return this;
  }

  /** One more application, after those that were named before. */
  public Order withPackage(String name, String version) {
    body.withObject("/options/extraOptions/slipway")
        .withArray("packages")
        .addObject()
        .put("name", name)
        .put("version", version);
    return this;
  }

  /** What was installed goes where something later fails. */
  public Order rollingBack() {
    body.withObject("/options/extraOptions/slipway").put("rollbackPackages", true);
    return this;
  }

  public Order endpoint(String endpointInfoId) {
    body.withObject("/options").put("endpointInfoId", endpointInfoId);
    return this;
  }

  /** {@code STRICT}, {@code LOOSE} or {@code INHERITED}. */
  public Order coupling(String mode, boolean reserveUser) {
    body.withObject("/options/connectionOptions")
        .put("userCouplingMode", mode)
        .put("reserveUser", reserveUser);
    return this;
  }

  /** Configures one more property of type String. */
  public Order configure(String pid, String property, String value) {
    ObjectNode component =
        body.withObject("/options/extraOptions/deviceConfiguration")
            .withArray("configuration")
            .addObject()
            .put("id", pid);
    component
        .withObject("/properties")
        .withArray("property")
        .addObject()
        .put("name", property)
        .put("type", "String")
        .withArray("value")
        .add(value);
    return this;
  }

  String clientId() {
    return body.path("clientId").textValue();
  }

  Optional<String> password() {
    return Optional.ofNullable(body.path("password").textValue());
  }

  String json() {
    return body.toString();
  }

  private Order activation(String field, String value) {
    body.withObject("/options/activationOptions").put(field, value);
    return this;
  }
}
