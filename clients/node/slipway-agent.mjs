#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
/** A device client for Slipway in one file: docs/protocol.md, full profile. See README.md in the folder above. */
import { spawnSync } from "node:child_process";
import crypto from "node:crypto";
import { on } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import tls from "node:tls";
import { parseArgs } from "node:util";
import mqtt from "mqtt";

const SETTINGS = {
  "enabled": "true", "provisioned": "false", "ca-authentication": "true", "account-name": "eurotech-provision",
  "broker-url": "", "client-id": "", "username": "", "password": "", "activation-key": "", "timeout": "600",
  "retry-interval": "60", "retry-max-attempts": "-1", "ca-file": "", "data": "", "serial-number": "",
  "control-prefix": "$EDC" };
const LOGIN = ["broker-url", "client-id", "username", "topic.context.account-name", "password"];
const PROVISIONING_MESSAGES = "2.25.111468111200081397730598191167091025983";

class Ended extends Error { constructor(why, number = 0) { super(why); this.number = Number(number); } }
class Unreachable extends Ended {} // no broker is there, or the connection was lost: no failure, only worth a retry
class Failed extends Ended {} // the platform has said no; the number: seconds until it may be asked again
class Refused extends Ended {} // we say no to the platform; the number: code of our answer
const refuse = (why, code = 400) => { throw new Refused(why, code); };
const attempt = (something) => { try { return something(); } catch { return undefined; } };
const say = (text) => console.log(new Date().toISOString(), text.replace(/[^\x20-\x7e]/g, "?"));

// ---- Payloads: KuraPayload, protobuf by hand ----------------------------------------------------
const [DOUBLE, FLOAT, INT64, INT32, BOOL, STRING, BYTES] = Array(7).keys();
const METRIC_FIELDS = { 1: 2, 2: 0, 3: 1, 4: 5, 5: 0, 6: 0, 7: 0, 8: 2, 9: 2 }; // number: wire type

const varint = (n) => Buffer.from(n < 0x80 ? [n] : [(n % 0x80) | 0x80, ...varint(Math.floor(n / 0x80))]);
const number = (field, n) => Buffer.concat([varint(field << 3), varint(n)]);
const block = (field, data) =>
  Buffer.concat([varint((field << 3) | 2), varint(Buffer.byteLength(data)), Buffer.from(data)]);

/** A payload of now, with the metrics that a device sends; texts that are empty are left out. */
function encode(texts, { code, nonce, body = "" } = {}) {
  const metric = (name, type, value) => block(5000, Buffer.concat([block(1, name), number(2, type), value]));
  const metrics = Object.entries(texts).filter((t) => t[1]).map(([name, text]) => metric(name, STRING, block(8, text)));
  if (code) metrics.push(metric("response.code", INT32, number(6, code)));
  if (nonce) metrics.push(metric("nonce", BYTES, block(9, nonce)));
  return Buffer.concat([number(1, Date.now()), ...metrics, block(5001, body)]);
}

/** The fields by their numbers, BigInts or bytes, metrics in a list; known are the numbers with their wire types. */
function fields(data, known) {
  const found = { 5000: [] };
  let at = 0;
  const readVarint = () => {
    for (let value = 0n, shift = 0n; shift < 70n && at < data.length; shift += 7n) {
      value |= BigInt(data[at] & 0x7f) << shift;
      if (data[at++] < 0x80) return BigInt.asUintN(64, value);
    }
    throw new Error("a varint is cut off or has more than ten bytes");
  };
  while (at < data.length) {
    const tag = readVarint();
    const [field, wire] = [Number(tag >> 3n), Number(tag & 7n)];
    const length = { 0: 0, 1: 8, 5: 4 }[wire] ?? Number(readVarint());
    const value = wire === 0 ? readVarint() : data.subarray(at, (at += length));
    if (known[field] !== wire || at > data.length) throw new Error("a field that is unknown or cut off");
    if (field !== 5000 && field in found) throw new Error("a field that comes twice");
    found[field] = field === 5000 ? [...found[5000], value] : value;
  }
  return found;
}

const utf8 = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
const integer = (n, bytes) =>
  Buffer.from(BigInt.asUintN(8 * bytes, BigInt(n)).toString(16).padStart(2 * bytes, "0"), "hex");
const sized = (data) => Buffer.concat([integer(Buffer.byteLength(data), 4), Buffer.from(data)]);

/** Name, and type and value as they are signed. */
function metric(data) {
  const { 1: name, 2: kind, 5000: none, ...values } = fields(data, METRIC_FIELDS);
  const type = Number(kind ?? NaN);
  const value = values[3 + type];
  if (!name || value === undefined || Object.keys(values).length > 1) throw new Error("no metric, or with two values");
  if (type === STRING) utf8(value);
  const raw = type === INT64 ? integer(value, 8) : type === INT32 ? integer(value, 4)
    : type === BOOL ? integer(value && 1, 1) : type <= FLOAT ? Buffer.from(value).reverse() : value;
  return [utf8(name), { type, raw }];
}

/** A request as it came; whatever could be read in two ways is an error. */
export class Message {
  constructor(data) {
    const known = { 1: 0, 5000: 2, 5001: 2 };
    const { 1: timestamp = 0n, 5000: metrics, 5001: body = Buffer.alloc(0) } = fields(data, known);
    Object.assign(this, { timestamp, body, metrics: new Map(metrics.map(metric)) });
    if (this.metrics.size < metrics.length) throw new Error("two metrics of one name");
  }

  get(name, type = STRING) {
    const { raw } = [this.metrics.get(name)].find((m) => m?.type === type) ?? {};
    return raw && (type === STRING ? utf8(raw) : type === INT64 ? raw.readBigInt64BE() : raw);
  }

  signedBytes(prefix, account, rest) {
    const covered = [...this.metrics].filter(([name]) => name !== "signature")
      .map(([name, { type, raw }]) => [Buffer.from(name), Buffer.from([type]), raw])
      .sort((a, b) => Buffer.compare(a[0], b[0]));
    return Buffer.concat([
      ...["SLIPWAY-SIGN-V1", prefix, account, rest].map(sized), integer(this.timestamp, 8), integer(covered.length, 4),
      ...covered.flatMap(([name, type, raw]) => [sized(name), type, sized(raw)]), sized(this.body)]);
  }
}

// ---- Trust: chains by openssl, signatures -------------------------------------------------------
/** What openssl prints, nothing where it fails; an argument that is the name of a file becomes its path. */
function openssl(command, files) {
  const folder = fs.mkdtempSync(path.join(process.env.TMPDIR ?? "/tmp", "slipway-"));
  for (const name in files) fs.writeFileSync(path.join(folder, name), files[name], { mode: 0o600 });
  const done = spawnSync("openssl", command.map((a) => (a in files ? path.join(folder, a) : a)));
  fs.rmSync(folder, { recursive: true });
  return done.status === 0 ? done.stdout.toString() : "";
}

const certificates = (pem) =>
  (pem.toString().match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [])
    .slice(0, 20).map((one) => new crypto.X509Certificate(one));

/** Whether a chain is valid at a time (ms) up to one of the roots; without any, to its own end. */
function chainHolds(chain, at, roots = chain.slice(-1).join("")) {
  const how = ["-no-CApath", "-no-CAstore", "-attime", String(Math.trunc(at / 1000)), "-CAfile", "roots"];
  return chain.length > 1 && openssl(["verify", ...how, "-untrusted", "between", "leaf"],
    { leaf: String(chain[0]), between: chain.slice(1).join(""), roots }) !== "";
}

/** Step 1: the key of the signing certificate, if its chain may be believed. */
function platformKey(body, trusted) {
  const every = certificates(body);
  const chain = every.slice(0, every.findIndex((one) => one.subject === one.issuer) + 1);
  const holds = chainHolds(chain, Date.now(), trusted);
  if (!holds) refuse("CERTIFICATES_REFUSED: the chain does not hold, or the root is not trusted");
  const fit = (one, n) => (one.keyUsage ? one.keyUsage.includes(PROVISIONING_MESSAGES) : n > 0);
  if (!chain.slice(0, -1).every(fit)) refuse("CERTIFICATES_REFUSED: a certificate is not for provisioning messages");
  return chain[0].publicKey;
}

/** Whether a message was signed with this key, for this topic. */
export function verifies(message, key, prefix, account, rest) {
  const ec = key?.asymmetricKeyDetails?.namedCurve === "prime256v1";
  if (!ec && key?.asymmetricKeyType !== "ed25519") return false;
  const id = crypto.createHash("sha256").update(key.export({ type: "spki", format: "der" })).digest("hex");
  const signature = message.get("signature", BYTES) ?? Buffer.alloc(0);
  return message.get("signature.algorithm") === (ec ? "SHA256withECDSA" : "Ed25519")
    && message.get("signature.key.id") === id
    && crypto.verify(ec ? "sha256" : null, message.signedBytes(prefix, account, rest), key, signature);
}

// ---- The device's own key, its configuration, its memory ----------------------------------------
/** A new key and the request made with it; RFC 4514 writes names back to front. */
function certificateRequest(subject = "", type) {
  const parts = [...subject.matchAll(/([A-Za-z.0-9]+)=((?:\\.|[^\\,+])+)/g)];
  const kind = { "EC-P256": ["ec", { namedCurve: "P-256" }], "Ed25519": ["ed25519"] }[type];
  const known = kind && subject && parts.map((p) => p[0]).join(",") === subject;
  if (!known) refuse("CSR_REFUSED: this subject or this type of key is not known here");
  const plain = (text) => Buffer.from(Buffer.from(text).toString("latin1")
    .replace(/\\([0-9A-Fa-f]{2}|.)/g, (_, c) => (c[1] ? String.fromCharCode(parseInt(c, 16)) : c)), "latin1");
  const names = parts.reverse().map((p) => `/${p[1]}=${plain(p[2]).toString().replace(/[/+\\]/g, "\\$&")}`);
  const key = crypto.generateKeyPairSync(...kind).privateKey.export({ type: "pkcs8", format: "pem" });
  const csr = openssl(["req", "-new", "-utf8", "-key", "key", "-subj", names.join("")], { key });
  return csr ? { subject, type, key, csr } : refuse("CSR_REFUSED: openssl cannot make this request");
}

/** Where the account's broker is and how to log in there, from the configuration: as much of XML as is in one. */
function loginOf(xml) {
  const names = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
  const plain = (text) => text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (_, hex, digits, name) =>
    names[name] ?? String.fromCodePoint(hex ? parseInt(hex, 16) : digits));
  if (/<!/.test(xml) || !/<\/esf:configurations>\s*$/.test(xml)) refuse("the configuration is no XML");
  const components = [...xml.matchAll(/<esf:configuration\s[^>]*?pid="([^"]*)[^]*?<\/esf:configuration>/g)];
  components.sort((a, b) => b[1].endsWith(".MqttDataTransport") - a[1].endsWith(".MqttDataTransport"));
  for (const [component] of components) {
    const properties = component.matchAll(/<esf:property\s[^>]*?name="([^"]*)"[^>]*>\s*<esf:value>([^<]*)</g);
    const found = Object.fromEntries([...properties].map(([, name, value]) => [plain(name), plain(value)]));
    if (LOGIN.slice(0, 4).every((n) => found[n])) return Object.fromEntries(LOGIN.map((n) => [n, found[n] ?? ""]));
  }
  refuse("the configuration names no account's broker");
}

/** On the medium or not at all: written beside, synced, renamed over, folder synced. */
function writeDurably(file, text) {
  fs.writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
  fs.renameSync(`${file}.new`, file);
  const folder = fs.openSync(path.dirname(path.resolve(file)));
  fs.fsyncSync(folder);
  fs.closeSync(folder);
}

/** Logs in to a broker, and works until that is done or the connection is lost. */
async function connected(login, ca, own, work) {
  const will = { topic: `${own}/MQTT/LWT`, payload: encode({}), qos: 0, retain: false };
  const client = mqtt.connect(login["broker-url"], { ca, minVersion: "TLSv1.2", will, protocolVersion: 5,
    clientId: login["client-id"], username: login.username, password: login.password || undefined,
    key: login.device?.key, cert: login.device?.chain, reconnectPeriod: 0 });
  let why = new Unreachable("the connection was lost");
  client.on("packetreceive", ({ cmd, reasonCode, properties: said }) => {
    const refusal = `login refused: ${said?.reasonString ?? reasonCode}`;
    if (cmd === "connack" && reasonCode) why = new Failed(refusal, said?.userProperties?.["retry-after-seconds"]);
  });
  client.on("error", (error) => (why = why instanceof Failed ? why : new Unreachable(error.message || error.code)));
  await new Promise((done, lost) =>
    client.once("connect", () => work(client).then(done, lost)).once("close", () => lost(why)))
    .catch((e) => { throw e instanceof Ended ? e : client.connected ? new Failed(e.message) : why; })
    .finally(() => client.endAsync(!client.connected).catch(() => {}));
}

class Agent {
  constructor(config, settings) {
    Object.assign(this, { config, settings, prefix: settings["control-prefix"], quick: 1, lastFailure: "" });
    this.ca = settings["ca-file"] ? fs.readFileSync(settings["ca-file"], "utf8") : tls.rootCertificates.join("\n");
    this.data = settings.data || `${config}.d`;
    fs.mkdirSync(this.data, { mode: 0o700, recursive: true });
    // pending, own: logins; device: key, request, chain; settle: arrived, settings not written yet
    const file = path.join(this.data, "state.json");
    const stored = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
    this.state = { pending: null, own: null, device: {}, settle: false, ...stored };
    this.takeNewNonce();
  }

  takeNewNonce = () => Object.assign(this, { nonce: crypto.randomBytes(16), key: undefined, answered: {} });
  save(changes) {
    writeDurably(path.join(this.data, "state.json"), JSON.stringify({ ...this.state, ...changes }));
    Object.assign(this.state, changes);
  }

  /** The conversation at the provision broker; returns after `complete`. */
  async provision() {
    const s = this.settings;
    say(`connecting to the provision broker ${s["broker-url"]}`);
    const own = `${this.prefix}/${s["account-name"]}/${s["client-id"]}`;
    await connected(s, this.ca, own, async (client) => {
      const messages = on(client, "message", { signal: AbortSignal.timeout(1000 * s.timeout) });
      await client.subscribeAsync(`${own}/#`, { qos: 1 });
      await client.publishAsync(`${own}/MQTT/PROV`, encode({
        "username": s.username, "password": s.password, "activationKey": s["activation-key"],
        "application_ids": "CONF-V1,PROVISION-V1", "serial_number": s["serial-number"],
        "provisioningCertificateVersion": "1", "last.failure": this.lastFailure.slice(0, 500),
      }, { nonce: this.nonce }), { qos: 1 });
      for await (const [topic, data] of messages) {
        if (await this.reply(client, topic.slice(own.length + 1), data) === "PROVISION-V1/EXEC/complete") return;
      }
    });
  }

  /** Verifies a request, does what it asks, and answers; returns what was done. */
  async reply(client, what, data) {
    const message = attempt(() => new Message(data));
    const [request, asker] = ["request.id", "requester.client.id"].map((name) => message?.get(name) ?? "");
    if (!/^[0-9a-f]{32}$/.test(request) || !/^[^/+#\0]+$/.test(asker)) return say("passed over what is no request");
    let [code, texts, body, stop] = [200, {}];
    try {
      this.verify(what, message);
      if (this.answered.request !== request) this.answered = { request, body: this.serve(what, message) };
      [body, this.quick] = [this.answered.body, 1];
    } catch (e) {
      stop = e instanceof Failed ? e : this.key ? undefined : new Failed(e.message); // nobody is trusted to say more
      if (!(e instanceof Failed)) [code, texts] = [e.number || 500, { "response.exception.message": e.message }];
      if (code !== 200) say(`refused: ${what}: ${e.message}`);
      if (code !== 200 && what === "PROVISION-V1/EXEC/refuse") return undefined;
    }
    const topic = [this.prefix, this.settings["account-name"], asker, what.split("/")[0], "REPLY", request].join("/");
    await client.publishAsync(topic, encode(texts, { code, body }), { qos: 1 });
    if (stop) throw stop;
    return code === 200 ? what : undefined;
  }

  verify(what, message) {
    const [first, s] = [what === "PROVISION-V1/PUT/certificates", this.settings];
    const trusted = s["ca-authentication"] === "true" ? this.ca : undefined;
    const key = first || what === "PROVISION-V1/EXEC/refuse" ? platformKey(message.body, trusted) : this.key;
    const fits = verifies(message, key, this.prefix, s["account-name"], `${s["client-id"]}/${what}`);
    if (!fits) refuse("SIGNATURE_INVALID: the signature does not fit");
    if (!message.get("nonce", BYTES)?.equals(this.nonce)) refuse("SIGNATURE_INVALID: the nonce is not ours");
    if (first) this.key = key;
  }

  /** Does what is asked, and stores it before it returns the answer's body. */
  serve(what, message) {
    say(`asked: ${what}`);
    const { device, pending } = this.state;
    if (what === "PROVISION-V1/POST/csr") {
      const [subject, type] = [message.get("subject"), message.get("key.type")];
      const another = !subject || subject !== device.subject || type !== device.type;
      if (another) this.save({ device: certificateRequest(subject, type) });
      return this.state.device.csr;
    } else if (what === "PROVISION-V1/PUT/certificates/device") {
      const chain = certificates(message.body);
      const ours = device.key && chain[0]?.checkPrivateKey(crypto.createPrivateKey(device.key));
      const good = ours && chainHolds(chain, Number(message.timestamp));
      this.save({ device: good ? { ...device, chain: chain.join("") } : {} });
      if (!good) refuse("the certificate is not for our key, or does not hold");
    } else if (what === "CONF-V1/PUT/configurations") {
      const xml = utf8(message.body);
      const login = { ...loginOf(xml), device: device.chain ? device : null };
      if (!login.device && !login.password) refuse("there is neither a password nor a certificate");
      this.save({ pending: { ...login, first: false, xml } });
    } else if (what === "PROVISION-V1/EXEC/complete" && pending) {
      this.save({ pending: { ...pending, first: true } });
    } else if (what === "PROVISION-V1/EXEC/refuse") {
      const why = `${message.get("failure.cause")}: ${message.get("failure.message")}`;
      throw new Failed(why, message.get("retry.after.seconds", INT64));
    } else if (what !== "PROVISION-V1/PUT/certificates") {
      refuse("this request is not known here", 404);
    }
  }

  /** At the account's broker, until that connection ends. */
  async work(login) {
    const account = login["topic.context.account-name"];
    const own = `${this.prefix}/${account}/${login["client-id"]}`;
    say(`connecting to the account's broker ${login["broker-url"]}`);
    await connected(login, this.ca, own, async (client) => {
      if (login === this.state.pending) this.save({ own: login, pending: null, device: {}, settle: true });
      if (this.state.settle) this.settle();
      const birth = encode({ "application_ids": "CONF-V1", "serial_number": this.settings["serial-number"] });
      await client.publishAsync(`${own}/MQTT/BIRTH`, birth, { qos: 1 });
      say(`at work in account ${account}`);
      this.quick = 1;
      await new Promise((leave) => (this.leave = leave));
      await client.publishAsync(`${own}/MQTT/DC`, encode({}), { qos: 1 });
      client.end(() => process.exit());
    });
  }

  /** Arrived: says so in the settings; the same again after a loss of power here. */
  settle() {
    const ours = /^\s*(enabled|provisioned)\s*[=:\s]/;
    const lines = fs.readFileSync(this.config, "utf8").split("\n").filter((line) => !ours.test(line));
    writeDurably(this.config, ["enabled=false", "provisioned=true", ...lines].join("\n"));
    writeDurably(path.join(this.data, "snapshot.xml"), this.state.own.xml);
    this.settings.enabled = "false";
    this.save({ settle: false });
  }

  /** Both brokers in turn until the account's has accepted, each for a while; then work there. */
  async run() {
    const s = this.settings;
    let [failures, patience] = [0, 9]; // with the account's broker; a refusal takes three of it
    if (this.state.settle) this.settle();
    while (s.enabled === "true" || this.state.own) {
      const arriving = s.enabled === "true" && this.state.pending?.first && patience > 0;
      if (!arriving) patience = 9;
      try {
        if (arriving) await this.work(this.state.pending);
        else if (s.enabled !== "true") await this.work(this.state.own);
        else await this.provision();
      } catch (e) {
        const failed = e instanceof Failed && !arriving;
        const last = failed && s.enabled === "true" && failures++ === Number(s["retry-max-attempts"]);
        if (last) throw new Error(`giving up, all retries are used up: ${e.message}`);
        if (arriving) [patience, this.lastFailure] = [patience - (e instanceof Failed ? 3 : 1), e.message];
        if (failed) this.takeNewNonce();
        const wait = failed ? Math.max(s["retry-interval"], Math.min(e.number, 86400)) : this.quick;
        if (!failed) this.quick = Math.min(2 * wait, s["retry-interval"]);
        say(`${e.message}; trying again in ${wait} s`);
        await sleep(1000 * wait * (1 + Math.random() / 4));
      }
    }
    say("not enabled");
  }
}

/** The settings of the file, and those of the flags over them. */
function settingsOf(args) {
  const flags = ["config", ...Object.keys(SETTINGS).slice(2)].map((name) => [name, { type: "string" }]);
  const { config, ...given } = attempt(() => parseArgs({ args, options: Object.fromEntries(flags) }))?.values ?? {};
  if (!config) throw new Ended("usage: slipway-agent.mjs --config FILE [--SETTING VALUE]...", 2);
  const [text, found] = [fs.readFileSync(config, "utf8"), {}];
  for (const [, key, value] of text.matchAll(/^[ \t]*([^=:\s#!][^=:\s]*)[ \t]*[=:]?[ \t]*(.*)$/gm)) {
    found[key] = value.replace(/\\(.)/g, (_, c) => ({ n: "\n", r: "\r", t: "\t" })[c] ?? c);
    if (/^(ca-file|data)$/.test(key) && value) found[key] = path.resolve(path.dirname(config), found[key]);
  }
  const settings = { ...SETTINGS, ...found, ...given };
  const missing = LOGIN.filter((k) => k in SETTINGS && !settings[k]);
  const wrong = [...missing, ...Object.keys(settings).filter((k) => !(k in SETTINGS))];
  if (wrong.length) throw new Ended(`unknown or missing: ${wrong.join(", ")}`, 2);
  return [config, settings];
}

// The exit code: 0 stopped or not enabled, 1 gave up or cannot run, 2 wrong usage.
if (process.argv[1] && fs.realpathSync(process.argv[1]) === import.meta.filename) {
  let agent;
  const leave = () => (agent?.leave ? setTimeout(process.exit, 2000, agent.leave()) : process.exit());
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, leave);
  try {
    agent = new Agent(...settingsOf(process.argv.slice(2)));
    await agent.run();
  } catch (e) {
    say(e.message);
    process.exitCode = e.number || 1;
  }
  process.exit();
}
