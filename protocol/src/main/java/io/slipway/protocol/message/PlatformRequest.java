// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import java.util.Optional;

/** What the platform asks of a device (protocol, section 3). */
public sealed interface PlatformRequest {

  /** Application, verb and resource, as the topic ends. */
  String rest();

  /**
   * Step 1: whom to trust.
   *
   * @param pemChains the platform's signing chain, leaf first, then the account's management chain
   * @param serverTime milliseconds since 1970
   */
  record PutCertificates(String pemChains, long serverTime) implements PlatformRequest {
    @Override
    public String rest() {
      return "PROVISION-V1/PUT/certificates";
    }
  }

  /**
   * Step 2: make a key, keep it, and answer with a request for its certificate (PKCS#10, PEM).
   *
   * @param subject the name that the certificate is to have (RFC 4514)
   */
  record CreateCsr(String subject, KeyType keyType) implements PlatformRequest {
    @Override
    public String rest() {
      return "PROVISION-V1/POST/csr";
    }
  }

  /**
   * Step 2: the certificate of the device's own key.
   *
   * @param pemChain leaf first, up to a root
   */
  record PutDeviceCertificate(String pemChain) implements PlatformRequest {
    @Override
    public String rest() {
      return "PROVISION-V1/PUT/certificates/device";
    }
  }

  /**
   * Step 3: a part of an application. The answer says where to go on. The array is not copied.
   *
   * @param offset where in the application the part begins
   * @param size of the whole application, in bytes
   * @param sha256 of the whole application, in hex
   */
  record PutPackage(String name, String version, long offset, long size, String sha256, byte[] part)
      implements PlatformRequest {
    @Override
    public String rest() {
      return PackageRequests.PUT.rest(name, version);
    }

    @Override
    public String toString() {
      return "PutPackage[" + name + ":" + version + " at " + offset + "]";
    }
  }

  /**
   * Step 3: fetch an application that is kept elsewhere. Answered when it is there wholly.
   *
   * @param size of the whole application, in bytes
   * @param sha256 of the whole application, in hex
   * @param url of HTTP or HTTPS
   */
  record FetchPackage(String name, String version, long size, String sha256, String url)
      implements PlatformRequest {
    @Override
    public String rest() {
      return PackageRequests.PUT.rest(name, version);
    }
  }

  /**
   * Step 3: make an application run that has come wholly. Answered when it does.
   *
   * @param handler what installs it
   * @param rollBack whether what was installed in this run is to go where something later fails
   */
  record InstallPackage(
      String name, String version, String handler, String sha256, boolean rollBack)
      implements PlatformRequest {
    @Override
    public String rest() {
      return PackageRequests.EXEC.rest(name, version);
    }
  }

  /**
   * Has stock Kura fetch a deployment package and install it.
   *
   * @param sha256 of the whole package, in hex
   * @param jobId what the device names the work by when it tells how that gets on
   */
  record Download(String name, String version, String url, String sha256, long jobId)
      implements PlatformRequest {
    @Override
    public String rest() {
      return "DEPLOY-V2/EXEC/download";
    }

    /** The address lets everybody have the package who knows it. */
    @Override
    public String toString() {
      return "Download[" + name + ":" + version + "]";
    }
  }

  /** Which deployment packages stock Kura has. */
  record ListPackages() implements PlatformRequest {
    @Override
    public String rest() {
      return "DEPLOY-V2/GET/packages";
    }
  }

  /** Step 4: what to become, as Kura XML. The array is not copied. */
  record PutConfiguration(byte[] xml) implements PlatformRequest {
    @Override
    public String rest() {
      return "CONF-V1/PUT/configurations";
    }

    /** The configuration holds a password. */
    @Override
    public String toString() {
      return "PutConfiguration[" + xml.length + "]";
    }
  }

  /**
   * Step 5: all is said; go to the account's broker.
   *
   * @param renewalUrl where the device's own certificate is renewed by EST, where it has one
   */
  record Complete(
      String accountName,
      String brokerUrl,
      String username,
      String clientId,
      Optional<String> renewalUrl)
      implements PlatformRequest {

    /** For a device without a certificate of its own. */
    public Complete(String accountName, String brokerUrl, String username, String clientId) {
      this(accountName, brokerUrl, username, clientId, Optional.empty());
    }

    @Override
    public String rest() {
      return "PROVISION-V1/EXEC/complete";
    }
  }

  /**
   * The device is not provisioned now.
   *
   * @param retryAfterSeconds 0 where trying again makes no sense before somebody mends something
   * @param pemChains as in step 1, so that this can be verified before anything else
   */
  record Refuse(FailureCause cause, String message, long retryAfterSeconds, String pemChains)
      implements PlatformRequest {
    @Override
    public String rest() {
      return "PROVISION-V1/EXEC/refuse";
    }
  }

  /** Which key stores stock Kura has. */
  record ListKeystores() implements PlatformRequest {
    @Override
    public String rest() {
      return "KEYS-V1/GET/keystores";
    }
  }

  /** Puts a certificate into one of stock Kura's key stores. */
  record InstallCertificate(String keystorePid, String alias, String pem)
      implements PlatformRequest {
    @Override
    public String rest() {
      return "KEYS-V1/POST/keystores/entries/certificate";
    }
  }
}
