// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where the provision broker listens, and how much of everything it takes.
 *
 * @param tls where TLS is spoken, if anywhere
 * @param tcp where plain TCP is spoken, if anywhere
 * @param wss where WebSocket over TLS is spoken, if anywhere
 * @param ws where WebSocket over plain TCP is spoken, if anywhere
 * @param proxies balancers, whose connections begin with a header of the PROXY protocol
 */
public record MqttSettings(
    Optional<Address> tls,
    Optional<Address> tcp,
    Optional<Address> wss,
    Optional<Address> ws,
    List<Network> proxies,
    Limits limits,
    Patience patience) {

  /** Default limits, TLS on all interfaces, plain TCP on the loopback only, no WebSocket. */
  public static final MqttSettings DEFAULT =
      new MqttSettings(
          Optional.of(new Address("0.0.0.0", 8883)),
          Optional.of(new Address("127.0.0.1", 1883)),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Limits.DEFAULT,
          Patience.DEFAULT);

  public MqttSettings withTls(Optional<Address> address) {
    return new MqttSettings(address, tcp, wss, ws, proxies, limits, patience);
  }

  public MqttSettings withTcp(Optional<Address> address) {
    return new MqttSettings(tls, address, wss, ws, proxies, limits, patience);
  }

  public MqttSettings withWss(Optional<Address> address) {
    return new MqttSettings(tls, tcp, address, ws, proxies, limits, patience);
  }

  public MqttSettings withWs(Optional<Address> address) {
    return new MqttSettings(tls, tcp, wss, address, proxies, limits, patience);
  }

  public MqttSettings withProxies(List<Network> addresses) {
    return new MqttSettings(tls, tcp, wss, ws, addresses, limits, patience);
  }

  public MqttSettings withLimits(Limits changed) {
    return new MqttSettings(tls, tcp, wss, ws, proxies, changed, patience);
  }

  public MqttSettings withPatience(Patience changed) {
    return new MqttSettings(tls, tcp, wss, ws, proxies, limits, changed);
  }

  /** A host name or address, and a port; port 0 takes any that is free. */
  public record Address(String host, int port) {}

  /**
   * How much is taken. Sizes are the bytes of whole packets.
   *
   * @param connectBytes CONNECT, and with it all that an unproven peer can make us keep
   * @param controlBytes any other packet that carries no payload
   * @param packetBytes a publication
   * @param replyBytes a publication on a {@code REPLY} topic, which may carry a body
   * @param connections connections at once, in the whole process
   * @param logins connections that are on their way in, in the whole process: from their first byte
   *     until they are through or have had their head start
   * @param waiting connections that wait to be among these
   * @param uncommitted publications of one connection that wait for their commit; past it, and past
   *     {@code replyBytes} in all, reading pauses
   * @param receiveMaximum QoS 2 publications of one connection that are not released
   * @param outboundMessages messages to one device that wait to be sent
   * @param inFlight messages to one device that wait for their PUBACK
   * @param subscriptions filters of one connection
   * @param foreignPerMinute publications outside the rights before the connection is closed
   */
  public record Limits(
      int connectBytes,
      int controlBytes,
      int packetBytes,
      int replyBytes,
      int connections,
      int logins,
      int waiting,
      int uncommitted,
      int receiveMaximum,
      int outboundMessages,
      int inFlight,
      int subscriptions,
      int foreignPerMinute) {
    public static final Limits DEFAULT =
        new Limits(
            16 * 1024,
            32 * 1024,
            256 * 1024,
            1024 * 1024,
            100_000,
            1_000,
            20_000,
            16,
            64,
            64,
            8,
            64,
            100);
  }

  /**
   * How long is waited.
   *
   * @param greeting for a balancer to say whose connection it is
   * @param line that is expected for a connection which is let in to wait for its login
   * @param handshake for the first byte, then for a slot, then for the TLS handshake
   * @param connect from there to the whole CONNECT
   * @param login for the decision about a login
   * @param headStart for a device that was let in to get through, before its slot goes to another
   * @param write for a device that does not read
   * @param acknowledgement for a PUBACK
   * @param farewell for a device to hear why it is closed
   * @param drain for all connections to end at a shutdown
   * @param keepAlive what a keep alive of 0 means; also the longest that MQTT 5 clients are
   *     assigned
   */
  public record Patience(
      Duration greeting,
      Duration line,
      Duration handshake,
      Duration connect,
      Duration login,
      Duration headStart,
      Duration write,
      Duration acknowledgement,
      Duration farewell,
      Duration drain,
      Duration keepAlive) {
    public static final Patience DEFAULT =
        new Patience(
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(120),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(600));
  }
}
