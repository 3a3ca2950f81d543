"""nginx with the shipped deploy/nginx.conf in front of a running app: on loopback, with a certificate made for the occasion."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import ROOT
from tests.browser.machine import free_port, listens

SHIPPED = ROOT / "deploy" / "nginx.conf"
NAME = "localhost"
"""Stands for the public name."""
_MAIN = """
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def nginx_path() -> str | None:
    """Path of nginx, or None where the machine has none."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def configure(folder: Path, app_port: int = 8501, http_port: int = 8080, https_port: int = 8443) -> Path:
    """Write a whole configuration around the shipped file, with what its head says is to be changed; the path of it."""
    pem, key = folder / "site.pem", folder / "site.key"
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    subprocess.run([*request, "-keyout", str(key), "-out", str(pem)], check=True, capture_output=True)
    site = SHIPPED.read_text(encoding="utf-8")
    for pattern, put in (
        (r"alloys\.example\.org", NAME),
        (r"127\.0\.0\.1:8501", f"127.0.0.1:{app_port}"),
        (r"/etc/ssl/certs/latentalloy\.pem", str(pem)),
        (r"/etc/ssl/private/latentalloy\.key", str(key)),
        (r"listen 80\b", f"listen 127.0.0.1:{http_port}"),
        (r"listen 443\b", f"listen 127.0.0.1:{https_port}"),
    ):
        site, found = re.subn(pattern, put, site)
        assert found, f"deploy/nginx.conf no longer has {pattern}"
    (folder / "site.conf").write_text(site, encoding="utf-8")
    main = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    main.write_text(_MAIN.format(folder=folder, user=user), encoding="utf-8")
    return main


@contextmanager
def proxied(folder: Path, app_port: int, https_port: int | None = None) -> Iterator[tuple[int, int]]:
    """nginx in front of an app; its ports for HTTP and HTTPS."""
    http_port, https_port = free_port(), https_port or free_port()
    command = [str(nginx_path()), "-p", str(folder), "-c", str(configure(folder, app_port, http_port, https_port))]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            if listens(https_port):
                break
            time.sleep(0.05)
        else:
            raise RuntimeError((folder / "error.log").read_text(encoding="utf-8"))
        yield http_port, https_port
    finally:
        process.terminate()
        process.wait(10)
