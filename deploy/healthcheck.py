"""Whether the web process in this container is healthy, asked as the proxy would ask."""

import os
import sys
import urllib.request
from urllib.parse import urlsplit

request = urllib.request.Request(
    "http://127.0.0.1:8000/healthz",
    headers={"Host": urlsplit(os.environ["BASE_URL"]).netloc, "X-Forwarded-Proto": "https"},
)
with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - the address is written above
    sys.exit(0 if answer.status == 200 else 1)
