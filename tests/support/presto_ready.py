# SPDX-License-Identifier: MIT
"""Wait until a Trino or PrestoDB runs queries: presto_ready.py KIND PORT ENVIRONMENT PROCESS. It fails when the process has ended."""
import json
import os
import sys
import time
import urllib.request

kind, port, environment, process = sys.argv[1:]
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
headers = {f"X-{kind.title()}-User": "test"}


def call(url, body=None):
    with opener.open(urllib.request.Request(url, body, headers), timeout=60) as response:
        return json.load(response)


def started():
    info = call(f"http://127.0.0.1:{port}/v1/info")
    return info.get("environment") == environment and info.get("starting") is False


def answers():
    """It may say that it has started before it has counted itself among its workers."""
    page = call(f"http://127.0.0.1:{port}/v1/statement", b"SELECT count(*) FROM tpch.tiny.region")
    while "nextUri" in page:
        page = call(page["nextUri"])
    return "error" not in page


def alive():
    try:
        with open(f"/proc/{process}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


while True:
    try:
        if started() and answers():
            sys.exit(0)
    except (OSError, ValueError):
        pass
    if not alive():
        sys.exit(1)
    time.sleep(0.3)
