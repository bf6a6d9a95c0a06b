"""gunicorn, wherever it runs: `make run` and docker-compose.yml both start it with this file.

No access log: addresses hold tokens (calendar feeds, invitations). The proxy's log leaves them out.
"""

import os

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "sync"  # threads doubled the 95th percentile on two cores
timeout = 60  # an upload arrives whole, buffered by the proxy; sixty seconds are for the page alone
max_requests = 5000  # a leak in a library ends with its worker
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - the heartbeat never waits for a disk
control_socket_disable = True  # nothing here is steered from outside
