#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// A device client for Slipway in one file: docs/protocol.md, full profile.
// Needs Node 18 or newer and the package mqtt:
//
//     npm ci && node slipway-agent.mjs --config gateway-1.properties
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import tls from "node:tls";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import mqtt from "mqtt";

const SETTINGS = {
  "enabled": "true", "provisioned": "false", "ca-authentication": "true", "broker-url": "",
  "account-name": "eurotech-provision", "client-id": "", "username": "", "password": "",
  "activation-key": "", "timeout": "600", "retry-interval": "60", "retry-max-attempts": "-1",
  "ca-file": "", "data": "", "serial-number": "", "control-prefix": "$EDC",
};
const PROVISIONING_MESSAGES = "2.25.111468111200081397730598191167091025983";
const TRANSPORT = "org.eclipse.kura.core.data.transport.mqtt.MqttDataTransport";

/** A broker cannot be reached, or the connection was lost: no failure, only worth a retry. */
class Unreachable extends Error {}

/** The platform, or the account's broker, has said no; when it may be asked again at the earliest. */
class Failed extends Error { retryAfter = 0; }

/** We say no to a request of the platform, with this code. */
class Refused extends Error { code = 400; }

const say = (text) => console.log(new Date().toISOString(), text.replace(/[^\x20-\x7e]/g, "?"));
const seconds = (n) => new Promise((done) => setTimeout(done, n * 1000));

// ---- Payloads: KuraPayload, protobuf by hand ---------------------------------------------------

const [DOUBLE, FLOAT, INT64, INT32, BOOL, STRING, BYTES] = Array(7).keys();
const METRIC_FIELDS = { 1: 2, 2: 0, 3: 1, 4: 5, 5: 0, 6: 0, 7: 0, 8: 2, 9: 2 }; // number: wire type

function varint(value) {
  const bytes = [];
  for (let rest = BigInt(value); bytes.length === 0 || rest > 0n; rest >>= 7n) {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
  }
  return Buffer.from(bytes);
}

function block(number, data) {
  const bytes = Buffer.from(data);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

/** A payload of now, with the metrics that a device sends; texts that are empty are left out. */
function encode(texts, { code, nonce, body } = {}) {
  const metric = (name, kind, value) =>
    block(5000, Buffer.concat([block(1, name), varint(2 << 3), varint(kind), value]));
  const parts = [varint(1 << 3), varint(Date.now())];
  for (const [name, value] of Object.entries(texts)) {
    if (value) parts.push(metric(name, STRING, block(8, value)));
  }
  if (code) parts.push(metric("response.code", INT32, Buffer.concat([varint(6 << 3), varint(code)])));
  if (nonce) parts.push(metric("nonce", BYTES, block(9, nonce)));
  if (body) parts.push(block(5001, body));
  return Buffer.concat(parts);
}

function readVarint(data, start) {
  let value = 0n;
  for (let at = start; at < start + 10 && at < data.length; at++) {
    value |= BigInt(data[at] & 0x7f) << BigInt(7 * (at - start));
    if (data[at] < 0x80) return [BigInt.asUintN(64, value), at + 1];
  }
  throw new Error("a varint is cut off or has more than ten bytes");
}

/** Number and value of every field, a BigInt or bytes; known are the numbers with their wire types. */
function fields(data, known, repeated) {
  const found = [];
  for (let at = 0, tag, value; at < data.length; ) {
    [tag, at] = readVarint(data, at);
    const [number, wire] = [Number(tag >> 3n), Number(tag & 7n)];
    if (known[number] !== wire || (number !== repeated && found.some((f) => f[0] === number))) {
      throw new Error(`field ${number} is unknown, twice or of another type`);
    }
    [value, at] = wire === 1 ? [8n, at] : wire === 5 ? [4n, at] : readVarint(data, at);
    if (wire !== 0) {
      const end = at + Number(value);
      if (end > data.length) throw new Error("cut off");
      [value, at] = [data.subarray(at, end), end];
    }
    found.push([number, value]);
  }
  return found;
}

const utf8 = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

function integer(value, bytes) {
  const out = Buffer.alloc(8);
  out.writeBigUInt64BE(BigInt.asUintN(64, BigInt(value)));
  return out.subarray(8 - bytes);
}

/** Name, and type and value as they are signed. */
function metric(data) {
  const found = Object.fromEntries(fields(data, METRIC_FIELDS));
  const kind = Number(found[2] ?? -1);
  const value = found[3 + kind];
  if (!found[1] || value === undefined || kind < 0 || Object.keys(found).length !== 3) {
    throw new Error("a metric has a name, a type and the value of its type");
  }
  if (kind === STRING) utf8(value);
  const raw = kind === DOUBLE || kind === FLOAT ? Buffer.from(value).reverse()
    : kind === INT64 ? integer(value, 8) : kind === INT32 ? integer(value, 4)
    : kind === BOOL ? Buffer.from([value !== 0n ? 1 : 0]) : value;
  return [utf8(found[1]), { kind, raw }];
}

const sized = (data) => Buffer.concat([integer(Buffer.byteLength(data), 4), Buffer.from(data)]);

/** A request as it came; whatever could be read in two ways is an error. */
export class Message {
  constructor(data) {
    const all = fields(data, { 1: 0, 5000: 2, 5001: 2 }, 5000);
    const metrics = all.filter((f) => f[0] === 5000).map((f) => metric(f[1]));
    const rest = Object.fromEntries(all);
    [this.timestamp, this.body, this.metrics] = [rest[1] ?? 0n, rest[5001] ?? Buffer.alloc(0), new Map(metrics)];
    if (this.metrics.size < metrics.length) throw new Error("two metrics of one name");
  }

  get(name, kind = STRING) {
    const found = this.metrics.get(name);
    if (found?.kind !== kind) return undefined;
    return kind === STRING ? utf8(found.raw) : kind === INT64 ? found.raw.readBigInt64BE() : found.raw;
  }

  signedBytes(prefix, account, rest) {
    const covered = [...this.metrics].filter(([name]) => name !== "signature")
      .map(([name, value]) => ({ name: Buffer.from(name), ...value }))
      .sort((a, b) => Buffer.compare(a.name, b.name));
    const head = ["SLIPWAY-SIGN-V1", prefix, account, rest].map(sized);
    const metrics = covered.flatMap((m) => [sized(m.name), Buffer.from([m.kind]), sized(m.raw)]);
    const numbers = [integer(this.timestamp, 8), integer(covered.length, 4)];
    return Buffer.concat([...head, ...numbers, ...metrics, sized(this.body)]);
  }
}

// ---- Trust: chains and signatures --------------------------------------------------------------

function certificates(pem) {
  const found = pem.toString().match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return found.slice(0, 20).map((one) => new crypto.X509Certificate(one));
}

/** How many authorities may stand below one, as its basic constraints say. */
function pathLength(certificate) {
  const pattern = /\x06\x03\x55\x1d\x13(?:\x01\x01\xff)?\x04[^]\x30[^](?:\x01\x01\xff)?(?:\x02\x01([^]))?/;
  return certificate.raw.toString("latin1").match(pattern)?.[1]?.charCodeAt(0) ?? Infinity;
}

/** Whether each certificate is valid at a time and signed by the next, a CA, up to a root. */
function chainHolds(chain, at) {
  return chain.length > 1 && chain.every((one, n) => {
    const issuer = chain[n + 1] ?? one;
    return Date.parse(one.validFrom) <= at && at <= Date.parse(one.validTo) && issuer.ca
      && (issuer === one || pathLength(issuer) >= n) && one.checkIssued(issuer) && one.verify(issuer.publicKey);
  });
}

/** Step 1: the key of the signing certificate, if its chain may be believed. */
function platformKey(body, trusted) {
  const all = certificates(body);
  const chain = all.slice(0, all.findIndex((one) => one.subject === one.issuer) + 1);
  if (!chainHolds(chain, Date.now())) throw new Refused("CERTIFICATES_REFUSED: the chain does not hold");
  chain.slice(0, -1).forEach((one, n) => {
    if (n === 0 || one.keyUsage ? !one.keyUsage?.includes(PROVISIONING_MESSAGES) : false) {
      throw new Refused("CERTIFICATES_REFUSED: a certificate is not for provisioning messages");
    }
  });
  if (trusted && !trusted.some((root) => root.raw.equals(chain.at(-1).raw))) {
    throw new Refused("CERTIFICATES_REFUSED: the root is not trusted");
  }
  return chain[0].publicKey;
}

/** Whether a message was signed with this key, for this topic. */
export function verifies(message, key, prefix, account, rest) {
  const algorithm = key?.asymmetricKeyType === "ed25519" ? "Ed25519"
    : key?.asymmetricKeyDetails?.namedCurve === "prime256v1" ? "SHA256withECDSA" : undefined;
  const signature = message.get("signature", BYTES);
  if (!algorithm || !signature || message.get("signature.algorithm") !== algorithm) return false;
  const id = crypto.createHash("sha256").update(key.export({ type: "spki", format: "der" })).digest("hex");
  const digest = algorithm === "Ed25519" ? null : "sha256";
  return message.get("signature.key.id") === id
    && crypto.verify(digest, message.signedBytes(prefix, account, rest), key, signature);
}

// ---- The device's own key, its configuration, its memory ---------------------------------------

const ATTRIBUTES = { CN: 3, SERIALNUMBER: 5, C: 6, L: 7, ST: 8, O: 10, OU: 11 };

function tlv(tag, ...contents) {
  const content = Buffer.concat(contents.map((c) => (typeof c === "string" ? Buffer.from(c, "hex") : c)));
  const n = content.length;
  const length = n < 128 ? [n] : n < 256 ? [0x81, n] : [0x82, n >> 8, n & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

/** A new key and the request made with it (PKCS#10); RFC 4514 writes names back to front. */
function certificateRequest(subject, type) {
  const parts = [...(subject ?? "").matchAll(/([A-Z]+)=((?:\\.|[^\\,+])+)/g)];
  const kind = { "EC-P256": ["ec", { namedCurve: "P-256" }], "Ed25519": ["ed25519", {}] }[type];
  if (!kind || !parts.length || parts.map((p) => p[0]).join(",") !== subject || parts.some((p) => !ATTRIBUTES[p[1]])) {
    throw new Refused("CSR_REFUSED: this subject or this type of key is not known here");
  }
  const plain = (text) => Buffer.from(Buffer.from(text).toString("latin1")
    .replace(/\\([0-9A-Fa-f]{2}|.)/g, (_, c) => (c.length === 1 ? c : String.fromCharCode(parseInt(c, 16)))), "latin1");
  const names = parts.reverse().map((p) =>
    tlv(0x31, tlv(0x30, tlv(6, Buffer.from([0x55, 4, ATTRIBUTES[p[1]]])), tlv(0x0c, plain(p[2])))));
  const { publicKey, privateKey } = crypto.generateKeyPairSync(...kind);
  const info = tlv(0x30, "020100", tlv(0x30, ...names), publicKey.export({ type: "spki", format: "der" }), "a000");
  const [digest, algorithm] = type === "EC-P256" ? ["sha256", "06082a8648ce3d040302"] : [null, "06032b6570"];
  const csr = tlv(0x30, info, tlv(0x30, algorithm), tlv(3, "00", crypto.sign(digest, info, privateKey)));
  const lines = csr.toString("base64").match(/.{1,64}/g).join("\n");
  return { subject, type, key: privateKey.export({ type: "pkcs8", format: "pem" }),
    csr: `-----BEGIN CERTIFICATE REQUEST-----\n${lines}\n-----END CERTIFICATE REQUEST-----\n` };
}

/** Where the account's broker is and how to log in there, from the configuration: as much of XML as is in one. */
function loginOf(xml) {
  const names = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
  const plain = (text) => text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (_, hex, digits, name) =>
    names[name] ?? String.fromCodePoint(hex ? parseInt(hex, 16) : digits));
  const said = (tag, attribute) => plain(tag.match(new RegExp(`\\s${attribute}="([^"<]*)"`))?.[1] ?? "");
  const whole = !xml.includes("<!") && /<\/esf:configurations>\s*$/.test(xml);
  if (!whole) throw new Refused("the configuration cannot be read");
  const found = {};
  for (const [, tag, inside] of xml.matchAll(/<esf:configuration(\s[^<>]*)>([^]*?)<\/esf:configuration>/g)) {
    const properties = inside.matchAll(/<esf:property(\s[^<>]*)>\s*<esf:value>([^<]*)</g);
    found[said(tag, "pid")] = Object.fromEntries([...properties].map((p) => [said(p[1], "name"), plain(p[2])]));
  }
  const needed = ["broker-url", "client-id", "username", "topic.context.account-name"];
  const broker = [found[TRANSPORT] ?? {}, ...Object.values(found)].find((c) => needed.every((n) => c[n]));
  if (!broker) throw new Refused("the configuration names no account's broker");
  const [url, clientId, username, account] = needed.map((n) => broker[n]);
  return { url, clientId, username, account, password: broker.password ?? "" };
}

/** On the medium or not at all: written beside, synced, renamed over, folder synced. */
function writeDurably(file, text) {
  const write = (name, flags, data) => {
    const handle = fs.openSync(name, flags, 0o600);
    if (data !== undefined) fs.writeSync(handle, data);
    fs.fsyncSync(handle);
    fs.closeSync(handle);
  };
  write(`${file}.new`, "w", text);
  fs.renameSync(`${file}.new`, file);
  write(path.dirname(path.resolve(file)), "r");
}

// ---- One MQTT connection -----------------------------------------------------------------------

/** What happens on a connection, taken one after the other. */
class Broker {
  static async open(url, login, secure, will) {
    const broker = new Broker();
    broker.messages = [];
    broker.client = mqtt.connect(url, { ...secure, ...login, will, reconnectPeriod: 0, protocolVersion: 5 });
    let connack, trouble;
    broker.client.on("packetreceive", (packet) => (connack = packet.cmd === "connack" ? packet : connack));
    broker.client.on("error", (error) => (trouble = error.message));
    broker.client.on("message", (topic, data) => broker.messages.push([topic, data]) && broker.wake?.());
    broker.client.on("close", () => broker.wake?.());
    broker.lost = new Promise((done) => broker.client.once("close", done));
    await Promise.race([broker.lost, new Promise((done) => broker.client.once("connect", done))]);
    if (broker.client.connected) return broker;
    await broker.close();
    if (!connack) throw new Unreachable(trouble || "the connection was closed");
    const said = connack.properties;
    throw Object.assign(new Failed(`login refused: ${said?.reasonString ?? trouble}`),
      { retryAfter: Number(said?.userProperties?.["retry-after-seconds"] ?? 0) });
  }

  /** The next message; without a limit there may be none before the end. */
  async next(limit) {
    let timer;
    if (this.messages.length === 0 && this.client.connected) {
      await new Promise((done) => ([this.wake, timer] = [done, limit && setTimeout(done, limit * 1000)]));
      clearTimeout(timer);
    }
    if (this.messages.length > 0) return this.messages.shift();
    if (!this.client.connected) throw new Unreachable("the connection was lost");
    throw new Failed("nothing more came in time");
  }

  /** Waits for what the client library was asked to do. */
  async done(doing) {
    const lost = this.lost.then(() => Promise.reject(new Unreachable("the connection was lost")));
    const failed = (e) => Promise.reject(this.client.connected ? new Failed(e.message) : new Unreachable(e.message));
    return Promise.race([doing.catch(failed), lost]);
  }

  async subscribe(topic) {
    const granted = await this.done(this.client.subscribeAsync(topic, { qos: 1 }));
    if (granted.some((g) => g.qos >= 0x80)) throw new Failed("the subscription was refused");
  }

  /** Returns when it has been acknowledged. */
  async publish(topic, payload) {
    await this.done(this.client.publishAsync(topic, payload, { qos: 1 }));
  }

  close = () => Promise.race([this.lost, this.client.endAsync(!this.client.connected)]).catch(() => {});
}

// ---- The agent ---------------------------------------------------------------------------------

class Agent {
  constructor(config, settings) {
    [this.config, this.settings, this.prefix] = [config, settings, settings["control-prefix"]];
    this.data = settings.data || `${config}.d`;
    fs.mkdirSync(this.data, { mode: 0o700, recursive: true });
    this.file = path.join(this.data, "state.json");
    // pending, own: logins; device: key, request, chain; settle: arrived, settings not written yet
    this.state = { pending: null, own: null, device: {}, settle: false };
    if (fs.existsSync(this.file)) Object.assign(this.state, JSON.parse(fs.readFileSync(this.file, "utf8")));
    const roots = settings["ca-file"] ? fs.readFileSync(settings["ca-file"]) : tls.rootCertificates.join("\n");
    this.ca = roots.toString();
    const blocks = this.ca.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    this.trusted = settings["ca-authentication"] === "true" ? blocks.map((b) => new crypto.X509Certificate(b)) : null;
    [this.quick, this.lastFailure] = [1, ""];
    this.beginAnew();
  }

  /** A new nonce: what was known under the old one counts no more. */
  beginAnew() {
    [this.nonce, this.key, this.answered] = [crypto.randomBytes(16), undefined, {}];
  }

  save(changes) {
    const state = { ...this.state, ...changes };
    writeDurably(this.file, JSON.stringify(state));
    this.state = state;
  }

  /** Waits; without a time a second at first, and twice as long each time after it. */
  async pause(why, time) {
    const wait = time ?? this.quick;
    if (!time) this.quick = Math.min(2 * this.quick, Number(this.settings["retry-interval"]));
    say(`${why}; trying again in ${wait} s`);
    await seconds(wait * (1 + Math.random() / 4));
  }

  open(url, clientId, username, password, device, will) {
    const secure = { ca: this.ca, minVersion: "TLSv1.2", ...(device && { key: device.key, cert: device.chain }) };
    return Broker.open(url, { clientId, username, password: password || undefined }, secure, will);
  }

  /** The conversation at the provision broker; returns after `complete`. */
  async provision() {
    const s = this.settings;
    const own = `${this.prefix}/${s["account-name"]}/${s["client-id"]}`;
    say(`connecting to the provision broker ${s["broker-url"]}`);
    const broker = await this.open(s["broker-url"], s["client-id"], s.username, s.password);
    try {
      await broker.subscribe(`${own}/#`);
      await broker.publish(`${own}/MQTT/PROV`, encode({
        "username": s.username, "password": s.password, "activationKey": s["activation-key"],
        "application_ids": "CONF-V1,PROVISION-V1", "serial_number": s["serial-number"],
        "provisioningCertificateVersion": "1", "last.failure": this.lastFailure.slice(0, 500),
      }, { nonce: this.nonce }));
      const end = performance.now() + 1000 * s.timeout;
      for (let done; done !== "PROVISION-V1/EXEC/complete"; ) {
        const [topic, data] = await broker.next(Math.max(1, end - performance.now()) / 1000);
        done = await this.reply(broker, topic.slice(own.length + 1), data);
      }
    } finally {
      await broker.close();
    }
  }

  /** Verifies a request, does what it asks, and answers; returns what was done. */
  async reply(broker, what, data) {
    let message;
    try {
      message = new Message(data);
    } catch (e) {
      return say(`passed over what cannot be read: ${e.message}`);
    }
    const [request, asker] = [message.get("request.id"), message.get("requester.client.id")];
    if (!/^[0-9a-f]{32}$/.test(request) || !/^[^/+#\0]+$/.test(asker ?? "")) return say("passed over no request");
    let [done, stop, payload] = [what];
    try {
      this.verify(what, message);
      if (this.answered.request !== request) {
        say(`asked: ${what}`);
        this.answered = { request, payload: encode({}, { code: 200, body: this.serve(what, message) }) };
      }
      [payload, this.quick] = [this.answered.payload, 1];
    } catch (e) {
      if (e instanceof Failed) {
        [stop, payload] = [e, encode({}, { code: 200 })];
      } else {
        done = say(`refused: ${what}: ${e.message}`);
        if (what === "PROVISION-V1/EXEC/refuse") return done;
        payload = encode({ "response.exception.message": e.message }, { code: e.code >= 400 ? e.code : 500 });
        if (!this.key) stop = new Failed(e.message); // who is not trusted can tell us nothing more
      }
    }
    const replies = `${this.prefix}/${this.settings["account-name"]}/${asker}/${what.split("/")[0]}/REPLY`;
    await broker.publish(`${replies}/${request}`, payload);
    if (stop) throw stop;
    return done;
  }

  verify(what, message) {
    const first = what === "PROVISION-V1/PUT/certificates";
    const carries = first || what === "PROVISION-V1/EXEC/refuse";
    const key = carries ? platformKey(message.body, this.trusted) : this.key;
    const rest = `${this.settings["client-id"]}/${what}`;
    if (!verifies(message, key, this.prefix, this.settings["account-name"], rest)) {
      throw new Refused("SIGNATURE_INVALID: the signature does not fit");
    }
    if (!message.get("nonce", BYTES)?.equals(this.nonce)) throw new Refused("SIGNATURE_INVALID: the nonce is not ours");
    if (first) this.key = key;
  }

  /** Does what is asked, and stores it before it returns the answer's body. */
  serve(what, message) {
    const { device, pending } = this.state;
    switch (what) {
      case "PROVISION-V1/PUT/certificates": return undefined;
      case "PROVISION-V1/POST/csr": {
        const [subject, type] = [message.get("subject"), message.get("key.type")];
        const same = subject === device.subject && type === device.type;
        if (!same || !subject) this.save({ device: certificateRequest(subject, type) });
        return Buffer.from(this.state.device.csr);
      }
      case "PROVISION-V1/PUT/certificates/device": {
        const chain = certificates(message.body);
        const ours = device.key && chain[0]?.checkPrivateKey(crypto.createPrivateKey(device.key));
        if (!ours || !chainHolds(chain, Number(message.timestamp))) {
          this.save({ device: {} });
          throw new Refused("the certificate is not for our key, or does not hold");
        }
        return this.save({ device: { ...device, chain: chain.join("") } });
      }
      case "CONF-V1/PUT/configurations": {
        const xml = utf8(message.body);
        const login = { ...loginOf(xml), device: device.chain ? device : null };
        if (!login.device && !login.password) throw new Refused("there is neither a password nor a certificate");
        return this.save({ pending: { ...login, first: false, xml } });
      }
      case "PROVISION-V1/EXEC/complete":
        if (!pending) throw new Refused("there is no configuration");
        return this.save({ pending: { ...pending, first: true } });
      case "PROVISION-V1/EXEC/refuse":
        throw Object.assign(new Failed(`${message.get("failure.cause")}: ${message.get("failure.message")}`),
          { retryAfter: Number(message.get("retry.after.seconds", INT64) ?? 0) });
      default:
        throw Object.assign(new Refused("this request is not known here"), { code: 404 });
    }
  }

  /** At the account's broker, until that connection ends. */
  async work(login) {
    const own = `${this.prefix}/${login.account}/${login.clientId}`;
    const will = { topic: `${own}/MQTT/LWT`, payload: encode({}), qos: 0, retain: false };
    const broker = await this.open(login.url, login.clientId, login.username, login.password, login.device, will);
    try {
      if (login === this.state.pending) {
        this.save({ own: login, pending: null, device: {}, settle: true });
        this.settle();
      }
      const birth = { "application_ids": "CONF-V1", "serial_number": this.settings["serial-number"] };
      await broker.publish(`${own}/MQTT/BIRTH`, encode(birth));
      say(`at work in account ${login.account}`);
      [this.quick, this.leave] = [1, () => broker.publish(`${own}/MQTT/DC`, encode({})).then(() => broker.close())];
      for (;;) await broker.next();
    } finally {
      this.leave = undefined;
      await broker.close();
    }
  }

  /** Arrived: says so in the settings; the same again after a loss of power here. */
  settle() {
    const lines = fs.readFileSync(this.config, "utf8").split("\n");
    const rest = lines.filter((line) => !/^\s*(enabled|provisioned)\s*[=:\s]/.test(line));
    writeDurably(this.config, ["enabled=false", "provisioned=true", ...rest].join("\n"));
    writeDurably(path.join(this.data, "snapshot.xml"), this.state.own.xml);
    this.settings.enabled = "false";
    this.save({ settle: false });
  }

  /** Tries the account's broker for a while; whether it has ever accepted. */
  async arrive() {
    const end = performance.now() + 1000 * this.settings.timeout;
    for (let refusals = 0; this.state.pending && refusals < 3 && performance.now() < end; ) {
      say(`connecting to the account's broker ${this.state.pending.url}`);
      try {
        await this.work(this.state.pending);
      } catch (e) {
        if (!(e instanceof Failed || e instanceof Unreachable)) throw e;
        if (e instanceof Failed) refusals++;
        await this.pause((this.lastFailure = e.message));
      }
    }
    return !this.state.pending;
  }

  /** Both brokers in turn until the account's has accepted; then work there. */
  async run() {
    const [settings, most] = [this.settings, Number(this.settings["retry-max-attempts"])];
    if (this.state.settle) this.settle();
    for (let failures = 0; settings.enabled === "true" || this.state.own; ) {
      try {
        if (settings.enabled !== "true") await this.work(this.state.own);
        else if (!this.state.pending?.first || !(await this.arrive())) await this.provision();
      } catch (e) {
        if (!(e instanceof Failed || e instanceof Unreachable)) throw e;
        if (e instanceof Failed && settings.enabled === "true" && ++failures > most && most >= 0) {
          throw new Error(`giving up, all retries are used up: ${e.message}`);
        }
        if (e instanceof Failed) this.beginAnew();
        const slow = Math.max(Number(settings["retry-interval"]), Math.min(e.retryAfter, 86400));
        await this.pause(e.message, e instanceof Failed ? slow : undefined);
      }
    }
    say("not enabled");
  }
}

/** The settings of the file, and those of the flags over them. */
function settingsOf(args) {
  const flags = ["config", ...Object.keys(SETTINGS).slice(2)].map((name) => [name, { type: "string" }]);
  const { config, ...given } = parseArgs({ args, options: Object.fromEntries(flags) }).values;
  if (!config) throw new Error("--config FILE is missing");
  const found = {};
  for (const line of fs.readFileSync(config, "utf8").split(/\r?\n/)) {
    const [, key, value] = line.match(/^\s*([^=:\s]*)\s*[=:]?\s*(.*)/);
    if (!key || /^[#!]/.test(key)) continue;
    found[key] = value.replace(/\\(.)/g, (_, c) => ({ n: "\n", r: "\r", t: "\t" })[c] ?? c);
    if (["ca-file", "data"].includes(key) && found[key]) found[key] = path.resolve(path.dirname(config), found[key]);
  }
  const settings = { ...SETTINGS, ...found, ...given };
  const missing = ["broker-url", "client-id", "username", "password"].filter((k) => !settings[k]);
  const wrong = [...Object.keys(settings).filter((k) => !(k in SETTINGS)), ...missing];
  if (wrong.length) throw new Error(`unknown or missing: ${wrong.join(", ")}`);
  return [config, settings];
}

async function main() {
  let [agent, wrong] = [undefined, 2];
  const leave = () => Promise.resolve(agent?.leave?.()).catch(() => {}).finally(() => process.exit(0));
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, leave);
  try {
    const parsed = settingsOf(process.argv.slice(2));
    wrong = 1;
    agent = new Agent(...parsed);
    await agent.run();
    process.exit(0);
  } catch (e) {
    say(e.message);
    process.exit(wrong);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href) main();
