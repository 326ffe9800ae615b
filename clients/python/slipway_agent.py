#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A device client for Slipway in one file: docs/protocol.md, full profile. See README.md beside it."""
import argparse, base64, contextlib, fcntl, hashlib, json, os, pathlib, queue, random, re, secrets, signal
import ssl, struct, subprocess, sys, tempfile, time
from urllib.parse import urlsplit
from xml.etree import ElementTree
import paho.mqtt.client as mqtt

SETTINGS = {
    "enabled": "true", "provisioned": "false", "ca-authentication": "true", "broker-url": "",
    "account-name": "eurotech-provision", "client-id": "", "username": "", "password": "",
    "activation-key": "", "timeout": "600", "retry-interval": "60", "retry-max-attempts": "-1",
    "ca-file": "", "data": "", "serial-number": "", "control-prefix": "$EDC"}
PROVISIONING_MESSAGES = "2.25.111468111200081397730598191167091025983"
LOGIN = ("broker-url", "client-id", "username", "topic.context.account-name", "password")
TRANSPORT = "org.eclipse.kura.core.data.transport.mqtt.MqttDataTransport"

class Unreachable(Exception): """No broker is there, or the connection was lost: no failure, only worth a retry."""
class Failed(Exception): """The platform has said no: why, and after how many seconds to ask again at the earliest."""
class Refused(Exception): """We say no to the platform: why, and the code of the answer."""

def say(text):
    print(time.strftime("%Y-%m-%dT%H:%M:%S"), text.encode("unicode_escape").decode(), flush=True)

# ---- Payloads: KuraPayload, protobuf by hand ----------------------------------------------------

DOUBLE, FLOAT, INT64, INT32, BOOL, STRING, BYTES = range(7)
METRIC_FIELDS = {1: 2, 2: 0, 3: 1, 4: 5, 5: 0, 6: 0, 7: 0, 8: 2, 9: 2}  # number: wire type

def varint(value):
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80]) + varint(value >> 7)

def block(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data

def encode(texts, code=None, nonce=None, body=b""):
    """A payload of now, with the metrics that a device sends; texts that are empty are left out."""
    values = [(n, STRING, block(8, v.encode())) for n, v in texts.items() if v]
    values += [("response.code", INT32, varint(6 << 3) + varint(code))] if code else []
    values += [("nonce", BYTES, block(9, nonce))] if nonce else []
    out = varint(1 << 3) + varint(int(time.time() * 1000))
    for name, kind, value in values:
        out += block(5000, block(1, name.encode()) + varint(2 << 3) + varint(kind) + value)
    return out + (block(5001, body) if body else b"")

def read_varint(data, at):
    value = 0
    for shift in range(0, 70, 7):
        value, at = value | (data[at] & 0x7F) << shift, at + 1
        if data[at - 1] < 0x80:
            return value & (1 << 64) - 1, at
    raise ValueError("a varint of more than ten bytes")

def fields(data, known):
    """Number and value of every field; known are the numbers with their wire types."""
    at, found = 0, []
    while at < len(data):
        tag, at = read_varint(data, at)
        number, wire = tag >> 3, tag & 7
        if known.get(number) != wire or number != 5000 and number in dict(found):
            raise ValueError(f"field {number} is unknown, twice or of another type")
        value, at = read_varint(data, at) if wire in (0, 2) else ({1: 8, 5: 4}[wire], at)
        if wire != 0:
            value, at = data[at:at + value], at + value
        found.append((number, value))
    if at > len(data):
        raise ValueError("cut off")
    return found

def metric(data):
    """Name, and type and value as they are signed."""
    found = dict(fields(data, METRIC_FIELDS))
    kind = found.get(2, -1)
    if set(found) != {1, 2, 3 + kind}:
        raise ValueError("a metric has a name, a type and the value of its type")
    value = found[3 + kind]
    forms = {DOUBLE: lambda: value[::-1], FLOAT: lambda: value[::-1], INT64: lambda: struct.pack(">Q", value),
             INT32: lambda: struct.pack(">I", value & 0xFFFFFFFF), BOOL: lambda: bytes([value != 0]),
             STRING: lambda: value.decode().encode(), BYTES: lambda: value}
    return found[1].decode(), (kind, forms[kind]())

def sized(data):
    return struct.pack(">I", len(data)) + data

class Message:
    """A request as it came; whatever could be read in two ways is a ValueError."""
    def __init__(self, data):
        try:
            every = fields(data, {1: 0, 5000: 2, 5001: 2})
            metrics = [metric(value) for number, value in every if number == 5000]
        except IndexError:
            raise ValueError("cut off") from None
        self.timestamp, self.body, self.metrics = dict(every).get(1, 0), dict(every).get(5001, b""), dict(metrics)
        if len(self.metrics) < len(metrics):
            raise ValueError("two metrics of one name")

    def get(self, name, kind=STRING):
        found, raw = self.metrics.get(name, (None, b""))
        values = {STRING: raw.decode, INT64: lambda: struct.unpack(">q", raw)[0], BYTES: lambda: raw}
        return values[kind]() if found == kind else None

    def signed_bytes(self, prefix, account, rest):
        covered = sorted((n.encode(), *m) for n, m in self.metrics.items() if n != "signature")
        out = b"".join(sized(t.encode()) for t in ("SLIPWAY-SIGN-V1", prefix, account, rest))
        out += struct.pack(">QI", self.timestamp, len(covered))
        for name, kind, raw in covered:
            out += sized(name) + bytes([kind]) + sized(raw)
        return out + sized(self.body)

# ---- Trust: chains and signatures, by openssl ---------------------------------------------------

def openssl(*arguments, data=b"", **files):
    """What openssl prints, or None where it fails; an argument that is the name of a file becomes its path."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            pathlib.Path(folder, name).write_bytes(content)
        command = ["openssl", *(os.path.join(folder, a) if a in files else a for a in arguments)]
        done = subprocess.run(command, input=data, capture_output=True)
        return done.stdout if done.returncode == 0 else None

def certificates(pem):
    return re.findall(rb"-----BEGIN CERTIFICATE-----\n[^-]+\n-----END CERTIFICATE-----\n?", pem)[:20]

def der(pem):
    return base64.b64decode(b"".join(pem.splitlines()[1:-1]))

def self_signed(pem):
    lines = (openssl("x509", "-noout", "-subject", "-issuer", data=pem) or b"a=\nb=c").splitlines()
    return lines[0].partition(b"=")[2] == lines[1].partition(b"=")[2]

def chain_holds(chain, at):
    """Whether each certificate is valid at a time and signed by the next, a CA, up to a root."""
    between = ["-untrusted", "between"] if len(chain) > 2 else []
    return len(chain) > 1 and self_signed(chain[-1]) and openssl(
        "verify", "-no-CApath", "-no-CAstore", "-attime", str(int(at)), "-CAfile", "root", *between, "leaf",
        leaf=chain[0], between=b"\n".join(chain[1:-1]), root=chain[-1]) is not None

def platform_key(body, trusted):
    """Step 1: the key of the signing certificate, if its chain may be believed."""
    every = certificates(body)
    chain = every[:next((n + 1 for n, c in enumerate(every) if self_signed(c)), 0)]
    if not chain_holds(chain, time.time()):
        raise Refused("CERTIFICATES_REFUSED: the chain does not hold", 400)
    for certificate in chain[:-1]:
        said = (openssl("x509", "-noout", "-ext", "extendedKeyUsage", data=certificate) or b"").decode()
        if PROVISIONING_MESSAGES not in re.split(r"[,\s]+", said) and ("Key Usage" in said or certificate is chain[0]):
            raise Refused("CERTIFICATES_REFUSED: a certificate is not for provisioning messages", 400)
    if trusted is not None and der(chain[-1]) not in trusted:
        raise Refused("CERTIFICATES_REFUSED: the root is not trusted", 400)
    return der(openssl("x509", "-noout", "-pubkey", data=chain[0]))

def verifies(message, key, prefix, account, rest):
    """Whether a message was signed with this key (DER), for this topic."""
    ec = key.startswith(bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107"))
    if not ec and not key.startswith(bytes.fromhex("302a300506032b6570")):
        return False
    return (message.get("signature.algorithm") == ("SHA256withECDSA" if ec else "Ed25519")
            and message.get("signature.key.id") == hashlib.sha256(key).hexdigest()
            and openssl("pkeyutl", "-verify", "-rawin", *(["-digest", "sha256"] if ec else []), "-pubin", "-keyform",
                        "DER", "-inkey", "key", "-in", "signed", "-sigfile", "said", key=key,
                        signed=message.signed_bytes(prefix, account, rest),
                        said=message.get("signature", BYTES) or b"") is not None)

# ---- The device's own key, its configuration, its memory ----------------------------------------

def certificate_request(subject, kind):
    """A new key and the request made with it; RFC 4514 writes names back to front."""
    parts = re.findall(r"([A-Za-z.0-9]+)=((?:\\.|[^\\,+])+)", subject or "")
    plain = lambda m: m[1] if len(m[1]) == 1 else bytes.fromhex(m[1].decode())
    names = [a.encode() + b"=" + re.sub(rb"([/+\\])", rb"\\\1", re.sub(rb"\\([0-9A-Fa-f]{2}|.)", plain, v.encode()))
             for a, v in reversed(parts)]
    how = {"EC-P256": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "Ed25519": ["ED25519"]}.get(kind)
    if not how or not parts or ",".join(f"{n}={v}" for n, v in parts) != subject:
        raise Refused("CSR_REFUSED: this subject or this type of key is not known here", 400)
    key = openssl("genpkey", "-algorithm", *how)
    csr = openssl("req", "-new", "-utf8", "-key", "/dev/stdin", *(["-sha256"] if kind == "EC-P256" else []),
                  "-subj", b"/" + b"/".join(names), data=key)
    if not csr:
        raise Refused("CSR_REFUSED: openssl cannot make this request", 400)
    return {"subject": subject, "type": kind, "key": key.decode(), "csr": csr.decode()}

def login_of(xml):
    """Where the account's broker is and how to log in there, from the configuration."""
    of = {"e": "http://eurotech.com/esf/2.0"}
    try:
        root = ElementTree.fromstring("<!" not in xml and xml)
    except (ElementTree.ParseError, TypeError) as e:
        raise Refused(f"the configuration cannot be read: {e}", 400) from None
    for component in sorted(root.iterfind("e:configuration", of), key=lambda c: c.get("pid") != TRANSPORT):
        properties = component.iterfind("e:properties/e:property", of)
        found = {p.get("name"): p.findtext("e:value", "", of) for p in properties}
        if all(found.get(n) for n in LOGIN[:4]):
            return {n: found.get(n, "") for n in LOGIN}
    raise Refused("the configuration names no account's broker", 400)

def write_durably(file, text):
    """On the medium or not at all: written beside, synced, renamed over, folder synced."""
    with open(os.open(f"{file}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(f"{file}.new", file)
    folder = os.open(os.path.dirname(os.path.abspath(file)), os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)

# ---- One MQTT connection ------------------------------------------------------------------------

class Broker:
    """What happens on a connection, taken one after the other."""
    def __init__(self, url, login, tls, will=None):
        at, newer = urlsplit(url), getattr(mqtt, "CallbackAPIVersion", None)
        self.client = client = mqtt.Client(*([newer.VERSION1] if newer else []), client_id=login[0],
                                           protocol=mqtt.MQTTv5, reconnect_on_failure=False)
        client.username_pw_set(login[1], login[2] or None)
        if at.scheme == "mqtts":
            client.tls_set_context(tls)
        if will:
            client.will_set(*will)
        self.events = events = {kind: queue.Queue() for kind in ("connack", "suback", "puback", "message")}
        client.on_connect = lambda c, u, flags, code, said: events["connack"].put((code, said))
        client.on_subscribe = lambda c, u, mid, granted, said: events["suback"].put(granted)
        client.on_publish = lambda c, u, mid: events["puback"].put(mid)
        client.on_message = lambda c, u, message: events["message"].put((message.topic, message.payload))
        client.on_disconnect = lambda c, u, code, said=None: [queue.put(None) for queue in events.values()]
        try:
            client.connect(at.hostname, at.port or (8883 if at.scheme == "mqtts" else 1883))
        except (OSError, ValueError) as e:
            raise Unreachable(str(e)) from None
        client.loop_start()

    def accepted(self):
        code, said = self.next("connack", 30)
        if code.value != 0:
            wait = dict(getattr(said, "UserProperty", [])).get("retry-after-seconds", "0")
            why = getattr(said, "ReasonString", "") or mqtt.connack_string(code)
            raise Failed(f"login refused: {why}", int(wait) if wait.isdecimal() else 0)

    def next(self, kind, limit):
        """The next event of a kind; an event that is nothing is the end."""
        try:
            event = self.events[kind].get(timeout=limit)
        except queue.Empty:
            raise Failed("nothing more came in time", 0) from None
        if event is None:
            raise Unreachable("the connection was lost")
        return event

    def subscribe(self, topic):
        self.client.subscribe(topic, qos=1)
        if self.next("suback", 30)[0].value >= 0x80:
            raise Failed("the subscription was refused", 0)

    def publish(self, topic, payload):
        """Returns when it has been acknowledged."""
        self.client.publish(topic, payload, qos=1)
        self.next("puback", 30)

    def close(self):
        self.client.disconnect()
        self.client.loop_stop()

# ---- The agent ----------------------------------------------------------------------------------

class Agent:
    def __init__(self, config, settings):
        self.config, self.settings, self.prefix = config, settings, settings["control-prefix"]
        self.data = pathlib.Path(settings["data"] or f"{config}.d")
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.lock = open(self.data / "lock", "w")
        fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # pending, own: logins; device: key, request, chain; settle: arrived, settings not written yet
        file, self.state = self.data / "state.json", {"pending": None, "own": None, "device": {}, "settle": False}
        self.state.update(json.loads(file.read_text()) if file.exists() else {})
        believing = settings["ca-authentication"] != "true"
        self.trusted = None if believing else self.tls().get_ca_certs(binary_form=True)
        self.quick, self.last_failure = 1, ""
        self.begin_anew()

    def begin_anew(self):  # what was known under the last nonce counts no more
        self.nonce, self.key, self.answered = secrets.token_bytes(16), b"", (None, b"")

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

    def pause(self, why, seconds=0):
        """Waits; without a time a second at first, and twice as long each time after it."""
        if not seconds:
            seconds, self.quick = self.quick, min(2 * self.quick, int(self.settings["retry-interval"]))
        say(f"{why}; trying again in {seconds} s")
        time.sleep(seconds * (1 + random.random() / 4))

    def provision(self):
        """The conversation at the provision broker; returns after `complete`."""
        s, what = self.settings, None
        say(f"connecting to the provision broker {s['broker-url']}")
        own = f"{self.prefix}/{s['account-name']}/{s['client-id']}"
        login = (s["client-id"], s["username"], s["password"])
        with contextlib.closing(Broker(s["broker-url"], login, self.tls())) as broker:
            broker.accepted()
            broker.subscribe(own + "/#")
            broker.publish(own + "/MQTT/PROV", encode({
                "username": login[1], "password": login[2], "activationKey": s["activation-key"],
                "application_ids": "CONF-V1,PROVISION-V1", "serial_number": s["serial-number"],
                "provisioningCertificateVersion": "1", "last.failure": self.last_failure[:500]}, nonce=self.nonce))
            end = time.monotonic() + int(s["timeout"])
            while what != "PROVISION-V1/EXEC/complete":
                topic, data = broker.next("message", max(0, end - time.monotonic()))
                what = self.reply(broker, topic[len(own) + 1:], data)

    def reply(self, broker, what, data):
        """Verifies a request, does what it asks, and answers; returns what was done."""
        try:
            message = Message(data)
        except ValueError as e:
            return say(f"passed over what cannot be read: {e}")
        request, asker = message.get("request.id") or "", message.get("requester.client.id") or ""
        if not re.fullmatch("[0-9a-f]{32}", request) or not re.fullmatch("[^/+#\0]+", asker):
            return say("passed over what is no request")
        try:
            self.verify(what, message)
            if self.answered[0] != request:
                say(f"asked: {what}")
                self.answered = (request, encode({}, 200, body=self.serve(what, message) or b""))
            payload, done, stop, self.quick = self.answered[1], what, None, 1
        except Failed as e:
            payload, done, stop = encode({}, 200), what, e
        except (Refused, OSError) as e:
            done = say(f"refused: {what}: {e.args[0]}")
            if what == "PROVISION-V1/EXEC/refuse":
                return None
            code = e.args[1] if isinstance(e, Refused) else 500
            payload = encode({"response.exception.message": str(e.args[0])}, code)
            stop = None if self.key else Failed(e.args[0], 0)  # who is not trusted can tell us nothing more
        app = what.split("/")[0]
        broker.publish(f"{self.prefix}/{self.settings['account-name']}/{asker}/{app}/REPLY/{request}", payload)
        if stop:
            raise stop
        return done

    def verify(self, what, message):
        key, s, first = self.key, self.settings, what == "PROVISION-V1/PUT/certificates"
        if first or what == "PROVISION-V1/EXEC/refuse":
            key = platform_key(message.body, self.trusted)
        if not verifies(message, key, self.prefix, s["account-name"], f"{s['client-id']}/{what}"):
            raise Refused("SIGNATURE_INVALID: the signature does not fit", 400)
        if message.get("nonce", BYTES) != self.nonce:
            raise Refused("SIGNATURE_INVALID: the nonce is not ours", 400)
        self.key = key if first else self.key

    def serve(self, what, message):
        """Does what is asked, and stores it before it returns the answer's body."""
        device = self.state["device"]
        if what == "PROVISION-V1/POST/csr":
            order = (message.get("subject"), message.get("key.type"))
            if order != (device.get("subject"), device.get("type")):
                self.save(device=certificate_request(*order))
            return self.state["device"]["csr"].encode()
        if what == "PROVISION-V1/PUT/certificates/device":
            chain, key = certificates(message.body), openssl("pkey", "-pubout", data=device.get("key", "").encode())
            if (not chain or not key or openssl("x509", "-noout", "-pubkey", data=chain[0]) != key
                    or not chain_holds(chain, message.timestamp / 1000)):
                self.save(device={})
                raise Refused("the certificate is not for our key, or does not hold", 400)
            self.save(device={**device, "chain": b"".join(chain).decode()})
        elif what == "CONF-V1/PUT/configurations":
            try:
                xml = message.body.decode()
            except ValueError:
                raise Refused("the configuration is not UTF-8", 400) from None
            login = {**login_of(xml), "device": device if device.get("chain") else None}
            if not login["device"] and not login["password"]:
                raise Refused("the configuration has neither a password nor a certificate", 400)
            self.save(pending={**login, "first": False, "xml": xml})
        elif what == "PROVISION-V1/EXEC/complete" and self.state["pending"]:
            self.save(pending={**self.state["pending"], "first": True})
        elif what == "PROVISION-V1/EXEC/refuse":
            why = f"{message.get('failure.cause')}: {message.get('failure.message')}"
            raise Failed(why, message.get("retry.after.seconds", INT64) or 0)
        elif what != "PROVISION-V1/PUT/certificates":
            raise Refused("this request is not known here", 404)

    def work(self, login):
        """At the account's broker, until that connection ends."""
        account, serial = login["topic.context.account-name"], self.settings["serial-number"]
        own, names = f"{self.prefix}/{account}/{login['client-id']}", ("client-id", "username", "password")
        broker = Broker(login["broker-url"], [login[n] for n in names], self.tls(login["device"]),
                        will=(own + "/MQTT/LWT", encode({})))
        with contextlib.closing(broker):
            broker.accepted()
            if login is self.state["pending"]:
                self.save(own=login, pending=None, device={}, settle=True)
                self.settle()
            broker.publish(own + "/MQTT/BIRTH", encode({"application_ids": "CONF-V1", "serial_number": serial}))
            say(f"at work in account {account}")
            self.quick = 1
            try:
                while broker.next("message", None):
                    pass
            except SystemExit:
                broker.publish(own + "/MQTT/DC", encode({}))
                raise

    def settle(self):
        """Arrived: says so in the settings; the same again after a loss of power here."""
        lines = self.config.read_text().splitlines()
        rest = [line for line in lines if not re.match(r"\s*(enabled|provisioned)\s*[=:\s]", line)]
        write_durably(self.config, "\n".join(["enabled=false", "provisioned=true", *rest, ""]))
        write_durably(self.data / "snapshot.xml", self.state["own"]["xml"])
        self.settings["enabled"] = "false"
        self.save(settle=False)

    def arrive(self):
        """Tries the account's broker for a while; whether it has ever accepted."""
        refusals, end = 0, time.monotonic() + int(self.settings["timeout"])
        while self.state["pending"] and refusals < 3 and time.monotonic() < end:
            say(f"connecting to the account's broker {self.state['pending']['broker-url']}")
            try:
                self.work(self.state["pending"])
            except (Unreachable, Failed) as e:
                refusals, self.last_failure = refusals + isinstance(e, Failed), e.args[0]
                self.pause(e.args[0])
        return not self.state["pending"]

    def run(self):
        """Both brokers in turn until the account's has accepted; then work there."""
        failures, most, settings = 0, int(self.settings["retry-max-attempts"]), self.settings
        if self.state["settle"]:
            self.settle()
        while settings["enabled"] == "true" or self.state["own"]:
            try:
                if settings["enabled"] != "true":
                    self.work(self.state["own"])
                elif not (self.state["pending"] or {}).get("first") or not self.arrive():
                    self.provision()
            except Failed as e:
                failures += settings["enabled"] == "true"
                if 0 <= most < failures:
                    sys.exit(say(f"giving up, all retries are used up: {e.args[0]}") or 1)
                self.begin_anew()
                self.pause(e.args[0], max(int(settings["retry-interval"]), min(e.args[1], 86400)))
            except Unreachable as e:
                self.pause(e.args[0])
        say("not enabled")

def settings_of(arguments):
    """The settings of the file, and those of the flags over them."""
    parser = argparse.ArgumentParser(description="A device client for Slipway in one file.")
    for name in ("config", *list(SETTINGS)[2:]):
        parser.add_argument("--" + name, dest=name, required=name == "config")
    flags = {k: v for k, v in vars(parser.parse_args(arguments)).items() if v is not None}
    config, found = pathlib.Path(flags.pop("config")), {}
    for line in config.read_text().splitlines():
        key, value = re.match(r"\s*([^=:\s]*)\s*[=:]?\s*(.*)", line).groups()
        if key and key[0] not in "#!":
            found[key] = re.sub(r"\\(.)", lambda m: {"n": "\n", "r": "\r", "t": "\t"}.get(m[1], m[1]), value)
            if key in ("ca-file", "data") and value:
                found[key] = str(config.parent / found[key])
    settings = {**SETTINGS, **found, **flags}
    wrong = [k for k in settings if k not in SETTINGS]
    wrong += [k for k in ("broker-url", "client-id", "username", "password") if not settings[k]]
    return parser.error(f"unknown or missing: {', '.join(wrong)}") if wrong else (config, settings)

if __name__ == "__main__":
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: sys.exit(0))
    try:
        Agent(*settings_of(sys.argv[1:])).run()
    except (OSError, ValueError) as e:
        sys.exit(say(f"cannot run: {e}") or 1)
