// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.message.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Cipher;

/**
 * An AES key in a PKCS#11 token that a master key is derived from, as a URI of RFC 7512 names it:
 * {@code pkcs11:object=master?module-path=/usr/lib/softhsm/libsofthsm2.so}.
 *
 * <p>The token encrypts two blocks that nobody else would; what comes of them is the master key. So
 * the token's key never leaves it, nothing has to be kept beside it, and every node that reaches
 * the token, or a copy of it, has the same. AES alone is asked for, since all tokens have it, and
 * once at a start, since tokens are slow.
 */
final class TokenKey {
  private static final String SCHEME = "pkcs11:";
  private static final String OBJECT = "object";
  private static final String SLOT = "slot-id";
  private static final String MODULE = "module-path";
  private static final String PIN_SOURCE = "pin-source";
  private static final String LABEL = "slipway-master-key-v1";
  private static final int BLOCK_BYTES = 16;
  private static final int BLOCKS = 2;

  private final String object;
  private final Map<String, String> said;

  private TokenKey(String object, Map<String, String> said) {
    this.object = object;
    this.said = said;
  }

  /** Throws {@link IllegalArgumentException}, which says why, where it is no such URI. */
  static TokenKey parse(String uri) {
    if (!uri.startsWith(SCHEME)) {
      throw new IllegalArgumentException("it does not begin with " + SCHEME);
    }
    Map<String, String> said = new TreeMap<>();
    for (String part : uri.substring(SCHEME.length()).split("[;?&]", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      if (equals < 0 || said.put(name, decoded(part.substring(equals + 1))) != null) {
        throw new IllegalArgumentException("\"" + name + "\" has no value, or two");
      }
      if (!java.util.Set.of(OBJECT, SLOT, MODULE, PIN_SOURCE).contains(name)) {
        throw new IllegalArgumentException(
            "\"" + name + "\" is not known; known are object, slot-id, module-path, pin-source");
      }
    }
    if (!said.containsKey(OBJECT) || !said.containsKey(MODULE)) {
      throw new IllegalArgumentException("it must have an object and a module-path");
    }
    if (said.get(MODULE).contains("\n") || !said.getOrDefault(SLOT, "0").matches("[0-9]{1,10}")) {
      throw new IllegalArgumentException("slot-id is a number, and module-path a file");
    }
    return new TokenKey(said.get(OBJECT), said);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /**
   * Derives the master key.
   *
   * @param pin where the URI names no file for it
   */
  byte[] derive(Optional<Secret> pin) throws IOException {
    char[] secret = pin(pin);
    try {
      Provider token = provider();
      KeyStore store = KeyStore.getInstance("PKCS11", token);
      open(store, secret);
      Key key = store.getKey(object, null);
      if (key == null) {
        throw new IOException(
            "the token has no key " + object + "; it takes an AES key of 256 bits of that label");
      }
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding", token);
      cipher.init(Cipher.ENCRYPT_MODE, key);
      return cipher.doFinal(blocks());
    } catch (GeneralSecurityException | ProviderException e) {
      throw new IOException("the token of " + this + " cannot be used: " + reason(e), e);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  private void open(KeyStore store, char[] secret) throws IOException, GeneralSecurityException {
    try {
      store.load(null, secret);
    } catch (IOException e) {
      throw new IOException("the token of " + this + " cannot be opened: " + reason(e), e);
    }
  }

  /** What is encrypted: hashes, so that no other use of the key comes upon them. */
  private static byte[] blocks() throws GeneralSecurityException {
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    for (int i = 1; i <= BLOCKS; i++) {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((LABEL + " " + i).getBytes(StandardCharsets.US_ASCII));
      blocks.write(hash, 0, BLOCK_BYTES);
    }
    return blocks.toByteArray();
  }

  private Provider provider() throws IOException {
    Provider none = Security.getProvider("SunPKCS11");
    if (none == null) {
      throw new IOException("this Java has no support for PKCS#11 (module jdk.crypto.cryptoki)");
    }
    String slot = said.containsKey(SLOT) ? "slot = " + said.get(SLOT) : "slotListIndex = 0";
    // Names of providers are unique in a process.
    String name = "slipway-" + Integer.toHexString(said.hashCode());
    return none.configure(
        "--name = %s\nlibrary = %s\n%s\nshowInfo = false\n"
            .formatted(name, said.get(MODULE), slot));
  }

  private char[] pin(Optional<Secret> given) throws IOException {
    String source = said.get(PIN_SOURCE);
    if (source == null) {
      return given
          .map(pin -> pin.reveal().toCharArray())
          .orElseThrow(
              () ->
                  new IOException("the PIN of " + this + " is not given: pin-source names a file"));
    }
    Path file = Path.of(source.startsWith("file:") ? source.substring("file:".length()) : source);
    byte[] text = SecureFiles.readSecret(file);
    return new String(text, StandardCharsets.UTF_8).strip().toCharArray();
  }

  /** The innermost one says what the token said, such as that the PIN is wrong. */
  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  @Override
  public String toString() {
    return SCHEME + "object=" + object;
  }
}
