# SPDX-License-Identifier: Apache-2.0
"""How the Python client reads the test vectors of protocol.md: vectors.py CLIENT PAGE."""
import pathlib
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(sys.argv[1]).parent))
import slipway_agent as client

page = pathlib.Path(sys.argv[2]).read_text("utf-8")


def vector(name):
    block = re.search(rf"<!-- vector: {name} -->\n```text\n(.*?)\n```", page, re.S).group(1)
    return bytes.fromhex("".join(line.split("|")[0] for line in block.splitlines()))


def fits(name):
    place = ("$EDC", "eurotech-provision", "001122AABBCC/PROVISION-V1/EXEC/complete")
    elsewhere = ("$EDC", "eurotech-provision", "001122AABBCD/PROVISION-V1/EXEC/complete")
    message, key = client.Message(vector(name)), vector(name + "-key")
    return (
        message.signed_bytes(*place) == vector(name + "-signed")
        and client.verifies(message, key, *place)
        and not client.verifies(message, key, *elsewhere)
    )


def refuses(data):
    try:
        client.Message(data)
        return False
    except (ValueError, IndexError):
        return True


cut = all(refuses(vector("types")[:n]) for n in range(340, 357) if n != 349)
for name in ("complete", "types"):
    print(f"{name}:", "yes" if fits(name) and cut else "NO")
