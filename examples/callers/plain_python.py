"""Calls an agent with nothing but Python's standard library, word by word."""

import json
import os
import sys
import urllib.error
import urllib.request

URL = os.environ.get("JACKFIELD_URL", "http://127.0.0.1:4100/v1")
body = {"stream": True, "messages": [{"role": "user", "content": "Do you have a table for two tonight?"}]}
request = urllib.request.Request(
    f"{URL}/chat/completions",
    json.dumps(body).encode(),
    {"Authorization": f"Bearer {os.environ.get('JACKFIELD_KEY', '')}", "Content-Type": "application/json"},
)
try:
    with urllib.request.urlopen(request, timeout=60) as response:
        for line in response:
            if not line.startswith(b"data:"):
                continue
            data = line.removeprefix(b"data:").strip()
            if data == b"[DONE]":
                break
            chunk = json.loads(data)
            if "error" in chunk:
                sys.exit(chunk["error"]["message"])
            for choice in chunk["choices"]:
                print(choice["delta"].get("content") or "", end="", flush=True)
        print()
except urllib.error.HTTPError as error:
    sys.exit(f"HTTP {error.code}: {error.read().decode()}")
