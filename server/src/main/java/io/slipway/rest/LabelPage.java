// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import io.javalin.http.Context;
import io.slipway.registry.ImportFiles;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Labels to print, each with what an installer needs in words and as a QR code. */
final class LabelPage implements AutoCloseable {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>Labels</title><style>
      body { font: 9pt sans-serif; margin: 8mm; display: flex; flex-wrap: wrap; gap: 4mm }
      section { border: 1px solid #888; padding: 3mm; width: 85mm; display: flex; gap: 3mm;
        break-inside: avoid }
      svg { width: 32mm; height: 32mm; flex: none } dl { margin: 0 } dt { color: #444 }
      dd { margin: 0 0 1mm; font-family: monospace; overflow-wrap: anywhere }
      </style></head><body>
      """;
  private static final String END = "</body></html>\n";

  private final Writer out;

  LabelPage(Context http) {
    http.status(200)
        .contentType("text/html; charset=utf-8")
        .header("Cache-Control", "no-store")
        .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    out = new BufferedWriter(new OutputStreamWriter(http.outputStream(), StandardCharsets.UTF_8));
    write(HEAD);
  }

  void label(ImportFiles.Label label) {
    write("<section>" + svg(code(label)) + "<dl>");
    field("Client id", label.clientId());
    field("User name", label.username());
    label.password().ifPresent(password -> field("Password", password));
    label.certificateDevId().ifPresent(id -> field("Factory certificate", id));
    label.activationKey().ifPresent(key -> field("Activation key", key));
    write("</dl></section>\n");
  }

  /** Returns when all has been handed to the network. */
  @Override
  public void close() {
    write(END);
    try {
      out.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** What the code says: JSON, as programs read it. */
  static String text(ImportFiles.Label label) {
    JsonView view =
        JsonView.untyped()
            .text("clientId", label.clientId())
            .text("username", label.username())
            .text("password", label.password())
            .text("certificateDevId", label.certificateDevId())
            .text("activationKey", label.activationKey());
    return new String(view.bytes(), StandardCharsets.UTF_8);
  }

  private static BitMatrix code(ImportFiles.Label label) {
    try {
      Map<EncodeHintType, Object> hints =
          Map.of(EncodeHintType.MARGIN, 0, EncodeHintType.CHARACTER_SET, "UTF-8");
      return new QRCodeWriter().encode(text(label), BarcodeFormat.QR_CODE, 0, 0, hints);
    } catch (WriterException tooLong) {
      throw new IllegalStateException("names and secrets are short enough for a code", tooLong);
    }
  }

  private static String svg(BitMatrix code) {
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.getHeight(); y++) {
      for (int x = 0; x < code.getWidth(); x++) {
        if (code.get(x, y)) {
          path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
        }
      }
    }
    return "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"QR code\"><path d=\"%s\"/></svg>"
        .formatted(code.getWidth(), code.getHeight(), path);
  }

  private void field(String name, String value) {
    write("<dt>" + name + "</dt><dd>" + escaped(value) + "</dd>");
  }

  private void write(String text) {
    try {
      out.write(text);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
