#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the test vectors of protocol.md with nothing but Python and openssl.

A second reading of that page, written without the Java code: payloads are taken apart by hand, the
bytes that a signature covers are built as the page says, and openssl verifies the signatures.

    python3 docs/verify_vectors.py [protocol.md]
"""
import hashlib
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

TOPIC = "$EDC/eurotech-provision/001122AABBCC/PROVISION-V1/EXEC/complete"
DOUBLE, FLOAT, INT64, INT32, BOOL, STRING, BYTES = range(7)


def vector(page, name):
    """The bytes of a block; what follows a | in its lines is said to people."""
    block = re.search(rf"<!-- vector: {name} -->\n```text\n(.*?)\n```", page, re.S).group(1)
    return bytes.fromhex("".join(line.split("|")[0] for line in block.splitlines()))


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def signed(value, bits=64):
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def fields(data):
    """Field number and value of every field: a number, or bytes."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        number, wire = tag >> 3, tag & 7
        if wire == 0:
            value, at = varint(data, at)
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
            value, at = data[at : at + size], at + size
        elif wire == 2:
            size, at = varint(data, at)
            value, at = data[at : at + size], at + size
        else:
            raise ValueError(f"wire type {wire}")
        yield number, value


def metric(data):
    """Name, type, and the value as it is signed."""
    found = dict(fields(data))
    if set(found) != {1, 2, 3 + found[2]}:
        raise ValueError("a metric has a name, a type and the value of its type")
    kind, value = found[2], found[3 + found[2]]
    forms = {
        DOUBLE: lambda: value[::-1],
        FLOAT: lambda: value[::-1],
        INT64: lambda: struct.pack(">q", signed(value)),
        INT32: lambda: struct.pack(">i", signed(value, 32)),
        BOOL: lambda: bytes([value != 0]),
        STRING: lambda: value,
        BYTES: lambda: value,
    }
    return found[1], kind, forms[kind]()


def payload(data):
    timestamp, metrics, body = 0, [], b""
    for number, value in fields(data):
        if number == 1:
            timestamp = signed(value)
        elif number == 5000:
            metrics.append(metric(value))
        elif number == 5001:
            body = value
        else:
            raise ValueError(f"a signed payload has no field {number}")
    if len({name for name, _, _ in metrics}) < len(metrics):
        raise ValueError("two metrics of one name")
    return timestamp, metrics, body


def text(data):
    return struct.pack(">I", len(data)) + data


def signed_bytes(topic, timestamp, metrics, body):
    prefix, account, rest = topic.encode().split(b"/", 2)
    covered = sorted(m for m in metrics if m[0] != b"signature")
    parts = [text(p) for p in (b"SLIPWAY-SIGN-V1", prefix, account, rest)]
    parts.append(struct.pack(">qI", timestamp, len(covered)))
    for name, kind, value in covered:
        parts.append(text(name) + bytes([kind]) + text(value))
    return b"".join(parts) + text(body)


def verifies(algorithm, key, message, signature):
    with tempfile.TemporaryDirectory() as folder:
        files = {n: pathlib.Path(folder, n) for n in ("key", "message", "signature")}
        for name, data in (("key", key), ("message", message), ("signature", signature)):
            files[name].write_bytes(data)
        command = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER"]
        command += ["-inkey", files["key"], "-in", files["message"], "-sigfile", files["signature"]]
        if algorithm == b"SHA256withECDSA":
            command += ["-digest", "sha256"]
        return subprocess.run(command, stdout=subprocess.DEVNULL).returncode == 0


def check(page, name):
    timestamp, metrics, body = payload(vector(page, name))
    said = {n: value for n, _, value in metrics}
    key = vector(page, name + "-key")
    message = signed_bytes(TOPIC, timestamp, metrics, body)
    elsewhere = signed_bytes(TOPIC.replace("CC/", "CD/"), timestamp, metrics, body)

    def fits(what):
        return verifies(said[b"signature.algorithm"], key, what, said[b"signature"])

    checks = {
        "the signed bytes are those of the page": message == vector(page, name + "-signed"),
        "the key is the one named": hashlib.sha256(key).hexdigest().encode()
        == said[b"signature.key.id"],
        "the signature fits": fits(message),
        "the signature does not fit another device": not fits(elsewhere),
    }
    for what, holds in checks.items():
        print(f"{name}: {what}: {'yes' if holds else 'NO'}")
    return all(checks.values())


def main():
    beside = pathlib.Path(__file__).with_name("protocol.md")
    page = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else beside).read_text("utf-8")
    results = [check(page, name) for name in ("complete", "types")]
    sys.exit(0 if all(results) else 1)


main()
