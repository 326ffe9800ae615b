#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A gateway that behaves as stock Kura 6 does, with Eclipse Paho for Python and Google's protobuf.

It logs in, publishes its BIRTH at once, then subscribes to its control topics. It answers a
CONF-V1 PUT with 200 at once and applies it a second later: publishes DC, disconnects, connects to
where the configuration says and publishes its BIRTH there. What DEPLOY-V2 has it download it gets in
two goes, as if the line broke between them, and tells how it gets on. It answers 404 to the rest. It takes its leave when standard input ends.

Each thing that happens is a line on standard output: a word, then what belongs to it.
"""
import argparse
import hashlib
import queue
import ssl
import sys
import threading
import time
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree

import paho.mqtt.client as mqtt
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

TRANSPORT = "org.eclipse.kura.core.data.transport.mqtt.MqttDataTransport"
ESF = "{http://eurotech.com/esf/2.0}"
APPLY_AFTER = 1.0
PATIENCE = 60


def payload_class():
    """KuraPayload as Kura's kurapayload.proto defines it."""
    field = descriptor_pb2.FieldDescriptorProto
    one, many, must = field.LABEL_OPTIONAL, field.LABEL_REPEATED, field.LABEL_REQUIRED
    file = descriptor_pb2.FileDescriptorProto(name="kurapayload.proto", package="kuradatatypes")
    payload = file.message_type.add(name="KuraPayload")
    payload.field.add(name="timestamp", number=1, label=one, type=field.TYPE_INT64)
    payload.field.add(
        name="metric",
        number=5000,
        label=many,
        type=field.TYPE_MESSAGE,
        type_name=".kuradatatypes.KuraPayload.KuraMetric",
    )
    payload.field.add(name="body", number=5001, label=one, type=field.TYPE_BYTES)
    metric = payload.nested_type.add(name="KuraMetric")
    types = metric.enum_type.add(name="ValueType")
    for number, name in enumerate("DOUBLE FLOAT INT64 INT32 BOOL STRING BYTES".split()):
        types.value.add(name=name, number=number)
    metric.field.add(name="name", number=1, label=must, type=field.TYPE_STRING)
    metric.field.add(
        name="type",
        number=2,
        label=must,
        type=field.TYPE_ENUM,
        type_name=".kuradatatypes.KuraPayload.KuraMetric.ValueType",
    )
    metric.field.add(name="long_value", number=5, label=one, type=field.TYPE_INT64)
    metric.field.add(name="int_value", number=6, label=one, type=field.TYPE_INT32)
    metric.field.add(name="string_value", number=8, label=one, type=field.TYPE_STRING)
    metric.field.add(name="bytes_value", number=9, label=one, type=field.TYPE_BYTES)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    found = pool.FindMessageTypeByName("kuradatatypes.KuraPayload")
    return message_factory.MessageFactory(pool).GetPrototype(found)


KuraPayload = payload_class()
INT64, INT32, STRING = 2, 3, 5


def tell(*words):
    print(*words, flush=True)


def encode(**metrics):
    payload = KuraPayload(timestamp=int(time.time() * 1000))
    for name, value in metrics.items():
        metric = payload.metric.add(name=name.replace("__", "."), type=STRING)
        if isinstance(value, int):
            metric.type, metric.int_value = INT32, value
        else:
            metric.string_value = value
    return payload.SerializeToString()


def birth():
    return encode(
        uptime="1000",
        display_name="Gateway",
        model_name="Stock",
        serial_number="KURA-1",
        kura_version="KURA_6.0.0",
        application_ids="CMD-V1,CONF-V1,DEPLOY-V2,INVENTORY-V1",
        accept_encoding="gzip",
        payload_encoding="kura-protobuf",
    )


class Connection:
    """One connection to a broker, in the order in which stock Kura speaks."""

    def __init__(self, settings, options):
        self.account, self.client_id = settings["account"], settings["client_id"]
        self.requests = queue.Queue()
        self.up = threading.Event()
        self.down = threading.Event()
        self.acknowledged = threading.Event()
        self.result = None
        protocol = mqtt.MQTTv31 if options.mqtt == "3.1" else mqtt.MQTTv311
        self.mqtt = mqtt.Client(self.client_id, clean_session=True, protocol=protocol)
        self.mqtt.username_pw_set(settings["username"], settings["password"])
        self.mqtt.will_set(self.own("MQTT/LWT"), b"", qos=0)
        self.mqtt.on_connect = self.connected
        self.mqtt.on_disconnect = lambda *_: self.down.set()
        self.mqtt.on_subscribe = lambda *_: self.acknowledged.set()
        self.mqtt.on_message = lambda _c, _u, message: self.requests.put(message)
        url = urllib.parse.urlparse(settings["broker_url"])
        if url.scheme == "mqtts":
            self.mqtt.tls_set(options.ca)
        self.mqtt.connect(url.hostname, url.port, keepalive=30)
        self.mqtt.loop_start()
        if not self.up.wait(PATIENCE) or self.result != 0:
            raise SystemExit(f"login refused with code {self.result}")

    def connected(self, _client, _data, _flags, result):
        self.result = result
        self.up.set()

    def own(self, rest):
        return f"$EDC/{self.account}/{self.client_id}/{rest}"

    def publish(self, topic, payload, qos):
        self.mqtt.publish(topic, payload, qos=qos).wait_for_publish(PATIENCE)

    def announce(self):
        self.publish(self.own("MQTT/BIRTH"), birth(), 1)
        self.mqtt.subscribe(self.own("#"), 1)
        if not self.acknowledged.wait(PATIENCE):
            raise SystemExit("the subscription was not acknowledged")

    def leave(self):
        self.publish(self.own("MQTT/DC"), encode(uptime="2000", display_name="Gateway"), 0)
        self.mqtt.disconnect()
        self.down.wait(PATIENCE)
        self.mqtt.loop_stop()


def metrics_of(payload):
    return {m.name: m.string_value for m in payload.metric if m.type == STRING}


def answer(connection, metrics, app, code, body=None):
    topic = f"$EDC/{connection.account}/{metrics['requester.client.id']}/{app}/REPLY/"
    payload = KuraPayload.FromString(encode(response__code=code))
    if body is not None:
        payload.body = body
    connection.publish(topic + metrics["request.id"], payload.SerializeToString(), 0)


class Deployment:
    """What DEPLOY-V2 does: one package at a time."""

    def __init__(self, connection, ca):
        self.connection, self.installed = connection, []
        self.trust = ssl.create_default_context(cafile=ca)

    def packages(self):
        entries = "".join(
            f"<package><name>{name}</name><version>{version}</version><bundles/></package>"
            for name, version in self.installed
        )
        return f"<?xml version='1.0'?><packages>{entries}</packages>".encode()

    def begin(self, payload):
        job = next(m.long_value for m in payload.metric if m.name == "job.id")
        threading.Thread(target=self.run, args=(metrics_of(payload), job), daemon=True).start()

    def run(self, wanted, job):
        try:
            body = self.download(wanted["dp.uri"], lambda percent: self.notify(
                wanted, job, "download", dp__download__status="IN_PROGRESS",
                dp__download__progress=percent))
            algorithm, digest = wanted["dp.download.hash"].split(":")
            if hashlib.new(algorithm.replace("-", "").lower(), body).hexdigest() != digest:
                raise ValueError("the hash is wrong")
        except (OSError, ValueError) as problem:
            self.notify(wanted, job, "download", dp__download__status="FAILED",
                        dp__download__error__message=str(problem))
            return
        self.notify(wanted, job, "download", dp__download__status="COMPLETED",
                    dp__download__progress=100)
        self.installed.append((wanted["dp.name"], wanted["dp.version"]))
        tell("installed", wanted["dp.name"], len(body))
        self.notify(wanted, job, "install", dp__install__status="COMPLETED")

    def download(self, uri, tell_percent):
        with urllib.request.urlopen(uri, context=self.trust, timeout=PATIENCE) as response:
            size = int(response.headers["Content-Length"])
            body = response.read(size // 2)
        tell_percent(50)
        rest = urllib.request.Request(uri, headers={"Range": f"bytes={len(body)}-"})
        with urllib.request.urlopen(rest, context=self.trust, timeout=PATIENCE) as response:
            if response.status != 206:
                raise ValueError(f"no range but {response.status}")
            return body + response.read()

    def notify(self, wanted, job, what, **metrics):
        payload = KuraPayload.FromString(encode(**metrics))
        payload.metric.add(name="job.id", type=INT64, long_value=job)
        topic = f"$EDC/{self.connection.account}/{wanted['requester.client.id']}"
        self.connection.publish(
            f"{topic}/DEPLOY-V2/NOTIFY/{self.connection.client_id}/{what}",
            payload.SerializeToString(), 1)


def serve(connection, deployment):
    """Answers requests until one brings a configuration; returns that."""
    while True:
        try:
            message = connection.requests.get(timeout=PATIENCE)
        except queue.Empty:
            raise SystemExit("nothing was asked") from None
        payload = KuraPayload.FromString(message.payload)
        app, verb, resource = message.topic.split("/", 3)[3].split("/", 2)
        if app in ("MQTT", "BA") or verb == "REPLY":
            continue
        tell("asked", app, verb, resource)
        if (app, verb, resource) == ("DEPLOY-V2", "EXEC", "download"):
            answer(connection, metrics_of(payload), app, 200)
            deployment.begin(payload)
            continue
        if (app, verb, resource) == ("DEPLOY-V2", "GET", "packages"):
            answer(connection, metrics_of(payload), app, 200, deployment.packages())
            continue
        configures = (app, verb, resource) == ("CONF-V1", "PUT", "configurations")
        answer(connection, metrics_of(payload), app, 200 if configures else 404)
        if configures:
            return payload.body


def settings_in(xml):
    """Kura's own parser looks for the prefix, so it has to be there."""
    if b"<esf:configuration " not in xml:
        raise SystemExit("no element esf:configuration")
    for component in ElementTree.fromstring(xml).findall(f"{ESF}configuration"):
        if component.get("pid") == TRANSPORT:
            values = {
                p.get("name"): p.findtext(f"{ESF}value")
                for p in component.iter(f"{ESF}property")
            }
            return {
                "broker_url": values["broker-url"],
                "account": values["topic.context.account-name"],
                "client_id": values["client-id"],
                "username": values["username"],
                "password": values["password"],
            }
    raise SystemExit("the configuration says nothing of the data transport")


def main():
    parser = argparse.ArgumentParser()
    for name in ("broker-url", "account", "client-id", "username", "password", "ca"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--mqtt", choices=("3.1", "3.1.1"), default="3.1.1")
    options = parser.parse_args()

    connection = Connection(vars(options), options)
    tell("connected", options.broker_url)
    connection.announce()
    xml = serve(connection, Deployment(connection, options.ca))
    time.sleep(APPLY_AFTER)
    settings = settings_in(xml)
    connection.leave()
    tell("applied", settings["broker_url"])

    connection = Connection(settings, options)
    connection.announce()
    tell("arrived", settings["username"])
    sys.stdin.read()
    connection.leave()
    tell("left")


main()
