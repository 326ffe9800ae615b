#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A device client for Slipway in one file: docs/protocol.md, full profile. See README.md beside it."""
import contextlib, fcntl, hashlib, json, math, os, pathlib, random, re, secrets, signal
import ssl, struct, subprocess, sys, tempfile, time
from urllib.parse import urlsplit
from xml.etree import ElementTree
import paho.mqtt.client as mqtt

SETTINGS = {
    "enabled": "true", "provisioned": "false", "ca-authentication": "true", "account-name": "eurotech-provision",
    "broker-url": "", "client-id": "", "username": "", "password": "", "activation-key": "", "timeout": "600",
    "retry-interval": "60", "retry-max-attempts": "-1", "ca-file": "", "data": "", "serial-number": "",
    "control-prefix": "$EDC"}
PROVISIONING_MESSAGES = "2.25.111468111200081397730598191167091025983"
LOGIN = ("broker-url", "client-id", "username", "topic.context.account-name", "password")

class Failed(Exception): """The platform has said no: why, and after how many seconds to ask again at the earliest."""
class Refused(Exception): """We say no to the platform: why, and the code of the answer."""
say = lambda text: print(time.strftime("%Y-%m-%dT%H:%M:%S"), text.encode("unicode_escape").decode(), flush=True)

def need(fact, why, code=400):
    if not fact:
        raise Refused(why, code)

# ---- Payloads: KuraPayload, protobuf by hand ----------------------------------------------------
DOUBLE, FLOAT, INT64, INT32, BOOL, STRING, BYTES = range(7)
METRIC_FIELDS = {1: 2, 2: 0, 3: 1, 4: 5, 5: 0, 6: 0, 7: 0, 8: 2, 9: 2}  # number: wire type

varint = lambda n: bytes([n]) if n < 0x80 else bytes([n & 0x7F | 0x80]) + varint(n >> 7)
number = lambda field, n: varint(field << 3) + varint(n)
block = lambda field, data: varint(field << 3 | 2) + varint(len(data)) + data
sized = lambda data: struct.pack(">I", len(data)) + data

def encode(texts, code=None, nonce=None, body=b""):
    """A payload of now, with the metrics that a device sends; texts that are empty are left out."""
    metric = lambda name, kind, value: block(5000, block(1, name.encode()) + number(2, kind) + value)
    out = number(1, int(time.time() * 1000))
    out += b"".join(metric(name, STRING, block(8, text.encode())) for name, text in texts.items() if text)
    out += metric("response.code", INT32, number(6, code)) if code else b""
    return out + (metric("nonce", BYTES, block(9, nonce)) if nonce else b"") + block(5001, body)

def read_varint(data, at):
    value = 0
    for shift in range(0, 70, 7):
        value, at = value | (data[at] & 0x7F) << shift, at + 1
        if data[at - 1] < 0x80:
            return value & (1 << 64) - 1, at
    raise ValueError("a varint of more than ten bytes")

def fields(data, known):
    """The fields by their numbers, metrics in a list; known are the numbers with their wire types."""
    at, found = 0, {5000: []}
    while at < len(data):
        tag, at = read_varint(data, at)
        field, wire = tag >> 3, tag & 7
        if known.get(field) != wire or field != 5000 and field in found:
            raise ValueError(f"field {field} is unknown, twice or of another type")
        value, at = read_varint(data, at) if wire in (0, 2) else ({1: 8, 5: 4}[wire], at)
        if wire != 0:
            value, at = data[at:at + value], at + value
        found[field] = found[5000] + [value] if field == 5000 else value
    if at > len(data):
        raise ValueError("cut off")
    return found

def metric(data):
    """Name, and type and value as they are signed."""
    found = fields(data, METRIC_FIELDS)
    kind = found.get(2, -1)
    if set(found) != {1, 2, 3 + kind, 5000}:
        raise ValueError("a metric has a name, a type and the value of its type")
    value = found[3 + kind]
    forms = {DOUBLE: lambda: value[::-1], FLOAT: lambda: value[::-1], INT64: lambda: struct.pack(">Q", value),
             INT32: lambda: struct.pack(">I", value & 0xFFFFFFFF), BOOL: lambda: bytes([value != 0]),
             STRING: lambda: value.decode().encode(), BYTES: lambda: value}
    return found[1].decode(), (kind, forms[kind]())

class Message:
    """A request as it came; whatever is cut off or could be read in two ways is an IndexError or a ValueError."""
    def __init__(self, data):
        found = fields(data, {1: 0, 5000: 2, 5001: 2})
        self.timestamp, self.body, self.metrics = found.get(1, 0), found.get(5001, b""), dict(map(metric, found[5000]))
        if len(self.metrics) < len(found[5000]):
            raise ValueError("two metrics of one name")

    def get(self, name, kind=STRING):
        found, raw = self.metrics.get(name, (None, b""))
        values = {STRING: raw.decode, INT64: lambda: struct.unpack(">q", raw)[0], BYTES: lambda: raw}
        return values[kind]() if found == kind else None

    def signed_bytes(self, prefix, account, rest):
        covered = sorted((n.encode(), *m) for n, m in self.metrics.items() if n != "signature")
        head = [t.encode() for t in ("SLIPWAY-SIGN-V1", prefix, account, rest)]
        out = b"".join(map(sized, head)) + struct.pack(">QI", self.timestamp, len(covered))
        return out + b"".join(sized(n) + bytes([kind]) + sized(raw) for n, kind, raw in covered) + sized(self.body)

# ---- Trust: chains and signatures, by openssl ---------------------------------------------------
def openssl(*arguments, data=b"", **files):
    """What openssl prints, nothing where it fails; an argument that is the name of a file becomes its path."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            pathlib.Path(folder, name).write_bytes(content)
        command = ["openssl", *(os.path.join(folder, a) if a in files else a for a in arguments)]
        done = subprocess.run(command, input=data, capture_output=True)
        return done.stdout if done.returncode == 0 else b""

certificates = lambda pem: re.findall(rb"-----BEGIN CERTIFICATE-----\n[^-]+\n-----END CERTIFICATE-----\n?", pem)[:20]

def self_signed(pem):
    return re.fullmatch(rb"subject=(.*)\nissuer=\1\n", openssl("x509", "-noout", "-subject", "-issuer", data=pem))

def chain_holds(chain, at, roots=None):
    """Whether a chain is valid at a time up to one of the roots (PEM); without any, up to its own end."""
    return len(chain) > 1 and openssl(
        "verify", "-no-CApath", "-no-CAstore", "-attime", str(int(at)), "-CAfile", "roots", "-untrusted", "between",
        "leaf", leaf=chain[0], between=b"\n".join(chain[1:]), roots=roots or chain[-1])

def platform_key(body, trusted):
    """Step 1: the key of the signing certificate, if its chain may be believed."""
    every = certificates(body)
    chain = every[:next((n + 1 for n, c in enumerate(every) if self_signed(c)), 0)]
    holds = chain_holds(chain, time.time(), trusted)
    need(holds, "CERTIFICATES_REFUSED: the chain does not hold, or the root is not trusted")
    for certificate in chain[:-1]:
        uses = openssl("x509", "-noout", "-ext", "extendedKeyUsage", data=certificate).decode()
        any_use = "Key Usage" not in uses and certificate is not chain[0]
        need(any_use or PROVISIONING_MESSAGES in re.split(r"[,\s]+", uses), "CERTIFICATES_REFUSED: it is for other use")
    return openssl("pkey", "-pubin", "-outform", "DER", data=openssl("x509", "-noout", "-pubkey", data=chain[0]))

def verifies(message, key, prefix, account, rest):
    """Whether a message was signed with this key (DER), for this topic."""
    signed, said = message.signed_bytes(prefix, account, rest), message.get("signature", BYTES) or b""
    ec = key.startswith(bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107"))
    ed = key.startswith(bytes.fromhex("302a300506032b6570"))
    return ((ec or ed) and message.get("signature.algorithm") == ("SHA256withECDSA" if ec else "Ed25519")
            and message.get("signature.key.id") == hashlib.sha256(key).hexdigest()
            and openssl("pkeyutl", "-verify", "-rawin", *(["-digest", "sha256"] if ec else []), "-pubin", "-keyform",
                        "DER", "-inkey", "key", "-in", "signed", "-sigfile", "said", key=key, signed=signed, said=said))

# ---- The device's own key, its configuration, its memory ----------------------------------------
def certificate_request(subject, kind):
    """A new key and the request made with it; RFC 4514 writes names back to front."""
    parts = re.findall(r"([A-Za-z.0-9]+)=((?:\\.|[^\\,+])+)", subject or "")
    plain = lambda m: m[1] if len(m[1]) == 1 else bytes.fromhex(m[1].decode())
    names = [a.encode() + b"=" + re.sub(rb"([/+\\])", rb"\\\1", re.sub(rb"\\([0-9A-Fa-f]{2}|.)", plain, v.encode()))
             for a, v in reversed(parts)]
    how = {"EC-P256": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "Ed25519": ["ED25519"]}.get(kind)
    known = how and parts and ",".join(f"{n}={v}" for n, v in parts) == subject
    need(known, "CSR_REFUSED: this subject or this type of key is not known here")
    key = openssl("genpkey", "-algorithm", *how)
    csr = openssl("req", "-new", "-utf8", "-key", "/dev/stdin", "-subj", b"/" + b"/".join(names), data=key)
    need(csr, "CSR_REFUSED: openssl cannot make this request")
    return {"subject": subject, "type": kind, "key": key.decode(), "csr": csr.decode()}

def login_of(xml):
    """Where the account's broker is and how to log in there, from the configuration."""
    of = {"e": "http://eurotech.com/esf/2.0"}
    need("<!" not in xml, "the configuration has what it may not have")
    root = ElementTree.fromstring(xml)
    for component in sorted(root.iterfind("e:configuration", of), key=lambda c: "Transport" not in c.get("pid", "")):
        properties = component.iterfind("e:properties/e:property", of)
        found = {p.get("name"): p.findtext("e:value", "", of) for p in properties}
        if all(found.get(n) for n in LOGIN[:4]):
            return {n: found.get(n, "") for n in LOGIN}
    raise Refused("the configuration names no account's broker", 400)

def write_durably(file, text):
    """On the medium or not at all: written beside, synced, renamed over, folder synced."""
    with open(os.open(f"{file}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb", 0) as out:
        out.write(text.encode())
        os.fsync(out.fileno())
    os.replace(f"{file}.new", file)
    folder = os.open(os.path.dirname(os.path.abspath(file)), os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)

class Broker:
    """A connection to a broker that has let us in; what happens on it is taken one after the other."""
    def __init__(self, login, tls, own):
        at, new = urlsplit(login["broker-url"]), getattr(mqtt, "CallbackAPIVersion", None)
        self.client = client = mqtt.Client(*([new.VERSION1] if new else []), login["client-id"], protocol=mqtt.MQTTv5)
        client.username_pw_set(login["username"], login["password"] or None)
        if at.scheme == "mqtts":
            client.tls_set_context(tls)
        client.will_set(own + "/MQTT/LWT", encode({}))
        self.acks, self.messages = [], []
        client.on_connect = lambda c, u, flags, code, said: self.acks.append((code, said))
        client.on_subscribe = lambda c, u, mid, granted, said: self.acks.append(granted)
        client.on_publish = lambda c, u, mid: self.acks.append(mid)
        client.on_message = lambda c, u, message: self.messages.append((message.topic, message.payload))
        client.connect(at.hostname, at.port or (8883 if at.scheme == "mqtts" else 1883))
        code, said = self.next(self.acks)
        if code.value != 0:
            wait = dict(getattr(said, "UserProperty", [])).get("retry-after-seconds", "0")
            raise Failed(f"login refused: {getattr(said, 'ReasonString', code)}", int(wait) if wait.isdecimal() else 0)

    def next(self, events, limit=30):
        end = time.monotonic() + limit
        while not events:
            if self.client.loop(0.2) != mqtt.MQTT_ERR_SUCCESS and not events:
                raise ConnectionError("the connection was lost")
            if time.monotonic() > end:
                raise Failed("nothing more came in time", 0)
        return events.pop(0)

    def ask(self, what, *about):
        getattr(self.client, what)(*about, qos=1)
        return self.next(self.acks)

    def close(self):
        self.client.disconnect()

class Agent:
    def __init__(self, config, settings):
        self.config, self.settings, self.prefix = config, settings, settings["control-prefix"]
        self.quick, self.last_failure = 1, ""
        self.data = pathlib.Path(settings["data"] or f"{config}.d")
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.lock = open(self.data / "lock", "w")
        fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # pending, own: logins; device: key, request, chain; settle: arrived, settings not written yet
        file, self.state = self.data / "state.json", {"pending": None, "own": None, "device": {}, "settle": False}
        self.state.update(json.loads(file.read_text()) if file.exists() else {})
        roots = "".join(map(ssl.DER_cert_to_PEM_cert, self.tls().get_ca_certs(binary_form=True))).encode()
        self.trusted = roots if settings["ca-authentication"] == "true" else None
        self.nonce = None

    def save(self, **changes):
        write_durably(self.data / "state.json", json.dumps({**self.state, **changes}))
        self.state.update(changes)

    def tls(self, device=None):
        context = ssl.create_default_context(cafile=self.settings["ca-file"] or None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if device:
            write_durably(self.data / "device.pem", device["key"] + device["chain"])
            context.load_cert_chain(self.data / "device.pem")
        return context

    def provision(self):
        """The conversation at the provision broker; returns after `complete`."""
        s, what = self.settings, None
        if not self.nonce:  # what was known under the last one counts no more
            self.nonce, self.key, self.answered = secrets.token_bytes(16), b"", (None, b"")
        say(f"connecting to the provision broker {s['broker-url']}")
        own = f"{self.prefix}/{s['account-name']}/{s['client-id']}"
        with contextlib.closing(Broker(s, self.tls(), own)) as broker:
            if broker.ask("subscribe", own + "/#")[0].value >= 0x80:
                raise Failed("the subscription was refused", 0)
            broker.ask("publish", own + "/MQTT/PROV", encode({
                "username": s["username"], "password": s["password"], "activationKey": s["activation-key"],
                "application_ids": "CONF-V1,PROVISION-V1", "serial_number": s["serial-number"],
                "provisioningCertificateVersion": "1", "last.failure": self.last_failure[:500]}, nonce=self.nonce))
            end = time.monotonic() + int(s["timeout"])
            while what != "PROVISION-V1/EXEC/complete":
                topic, data = broker.next(broker.messages, max(0, end - time.monotonic()))
                what = self.reply(broker, topic[len(own) + 1:], data)

    def reply(self, broker, what, data):
        """Verifies a request, does what it asks, and answers; returns what was done."""
        request = asker = ""
        with contextlib.suppress(ValueError, IndexError):
            message = Message(data)
            request, asker = message.get("request.id") or "", message.get("requester.client.id") or ""
        if not re.fullmatch("[0-9a-f]{32}", request) or not re.fullmatch("[^/+#\0]+", asker):
            return say("passed over what is no request")
        code, texts, body, stop = 200, {}, b"", None
        try:
            self.verify(what, message)
            if self.answered[0] != request:
                self.answered = (request, self.serve(what, message) or b"")
            body, self.quick = self.answered[1], 1
        except Failed as e:
            stop = e
        except (Refused, OSError, ValueError, SyntaxError) as e:  # XML that cannot be read is a SyntaxError
            why, code = e.args if isinstance(e, Refused) else (str(e), 500)
            say(f"refused: {what}: {why}")
            if what == "PROVISION-V1/EXEC/refuse":
                return None
            texts, stop = {"response.exception.message": why}, None if self.key else Failed(why, 0)
        topic = (self.prefix, self.settings["account-name"], asker, what.split("/")[0], "REPLY", request)
        broker.ask("publish", "/".join(topic), encode(texts, code, body=body))
        if stop:
            raise stop
        return what if code == 200 else None

    def verify(self, what, message):
        first, s = what == "PROVISION-V1/PUT/certificates", self.settings
        key = platform_key(message.body, self.trusted) if first or what == "PROVISION-V1/EXEC/refuse" else self.key
        fits = verifies(message, key, self.prefix, s["account-name"], f"{s['client-id']}/{what}")
        need(fits, "SIGNATURE_INVALID: the signature does not fit")
        need(message.get("nonce", BYTES) == self.nonce, "SIGNATURE_INVALID: the nonce is not ours")
        self.key = key if first else self.key

    def serve(self, what, message):
        """Does what is asked, and stores it before it returns the answer's body."""
        say(f"asked: {what}")
        device = self.state["device"]
        if what == "PROVISION-V1/POST/csr":
            order = (message.get("subject"), message.get("key.type"))
            if order != (device.get("subject"), device.get("type")):
                self.save(device=certificate_request(*order))
            return self.state["device"]["csr"].encode()
        if what == "PROVISION-V1/PUT/certificates/device":
            chain, key = certificates(message.body), openssl("pkey", "-pubout", data=device.get("key", "").encode())
            good = (chain and key and openssl("x509", "-noout", "-pubkey", data=chain[0]) == key
                    and chain_holds(chain, message.timestamp / 1000))
            self.save(device={**device, "chain": b"".join(chain).decode()} if good else {})
            need(good, "the certificate is not for our key, or does not hold")
        elif what == "CONF-V1/PUT/configurations":
            xml = message.body.decode()
            login = {**login_of(xml), "device": device if device.get("chain") else None}
            need(login["device"] or login["password"], "the configuration has neither a password nor a certificate")
            self.save(pending={**login, "first": False, "xml": xml})
        elif what == "PROVISION-V1/EXEC/complete" and self.state["pending"]:
            self.save(pending={**self.state["pending"], "first": True})
        elif what == "PROVISION-V1/EXEC/refuse":
            why = f"{message.get('failure.cause')}: {message.get('failure.message')}"
            raise Failed(why, message.get("retry.after.seconds", INT64) or 0)
        else:
            need(what == "PROVISION-V1/PUT/certificates", "this request is not known here", 404)

    def work(self, login):
        """At the account's broker, until that connection ends."""
        account, serial = login["topic.context.account-name"], self.settings["serial-number"]
        say(f"connecting to the account's broker {login['broker-url']}")
        own = f"{self.prefix}/{account}/{login['client-id']}"
        with contextlib.closing(Broker(login, self.tls(login["device"]), own)) as broker:
            if login is self.state["pending"]:
                self.save(own=login, pending=None, device={}, settle=True)
                self.settle()
            broker.ask("publish", own + "/MQTT/BIRTH", encode({"application_ids": "CONF-V1", "serial_number": serial}))
            say(f"at work in account {account}")
            self.quick = 1
            try:
                broker.next(broker.messages, math.inf)
            except SystemExit:
                broker.ask("publish", own + "/MQTT/DC", encode({}))
                raise

    def settle(self):
        """Arrived: says so in the settings; the same again after a loss of power here."""
        rest = re.sub(r"(?m)^[ \t]*(enabled|provisioned)[ \t]*[=: \t].*\n?", "", self.config.read_text())
        write_durably(self.config, "enabled=false\nprovisioned=true\n" + rest)
        write_durably(self.data / "snapshot.xml", self.state["own"]["xml"])
        self.settings["enabled"] = "false"
        self.save(settle=False)

    def run(self):
        """Both brokers in turn until the account's has accepted, each for a while; then work there."""
        s, failures, patience = self.settings, 0, 9  # with the account's broker; a refusal takes three of it
        if self.state["settle"]:
            self.settle()
        while s["enabled"] == "true" or self.state["own"]:
            new, pending = s["enabled"] == "true", self.state["pending"] or {}
            arriving = new and pending.get("first") and patience > 0
            try:
                if arriving or not new:
                    self.work(pending if arriving else self.state["own"])
                else:
                    patience = 9
                    self.provision()
            except (Failed, OSError) as e:
                wait, failed = self.quick, isinstance(e, Failed)
                why, retry_after = e.args if failed else (str(e), 0)
                if arriving:
                    patience, self.last_failure = patience - (3 if failed else 1), why
                elif failed:
                    failures += new
                    if 0 <= int(s["retry-max-attempts"]) < failures:
                        sys.exit(say(f"giving up, all retries are used up: {why}") or 1)
                    self.nonce = None
                    wait = max(int(s["retry-interval"]), min(retry_after, 86400))
                self.quick = min(2 * self.quick, int(s["retry-interval"]))
                say(f"{why}; trying again in {wait} s")
                time.sleep(wait * (1 + random.random() / 4))
        say("not enabled")

def settings_of(arguments):
    """The settings of the file, and those of the flags over them."""
    flags, found = {k.replace("--", "", 1): v for k, v in zip(arguments[::2], arguments[1::2])}, {}
    config = pathlib.Path(flags.pop("config", "agent.properties"))
    for key, value in re.findall(r"(?m)^[ \t]*([^=:\s#!][^=:\s]*)[ \t]*[=:]?[ \t]*(.*)", config.read_text()):
        found[key] = re.sub(r"\\(.)", lambda m: {"n": "\n", "r": "\r", "t": "\t"}.get(m[1], m[1]), value)
        if key in ("ca-file", "data") and value:
            found[key] = str(config.parent / found[key])
    settings = {**SETTINGS, **found, **flags}
    wrong = [k for k in settings if k not in SETTINGS]
    wrong += [k for k in LOGIN if k in SETTINGS and not settings[k]]
    return sys.exit(say(f"unknown or missing: {', '.join(wrong)}") or 2) if wrong else (config, settings)

if __name__ == "__main__":
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: sys.exit(0))
    try:
        Agent(*settings_of(sys.argv[1:])).run()
    except (OSError, ValueError) as e:
        sys.exit(say(f"cannot run: {e}") or 1)
