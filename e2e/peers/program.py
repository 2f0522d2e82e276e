"""The real program on a fresh database, as an operator runs it: by its commands, its environment and its API."""

import json
import os
import selectors
import socket
import subprocess
import tempfile
import time
import urllib.request

import webhook

PASSWORD = "a long sentence that nobody guesses"
# Not the address it listens on: a carrier signs the configured address.
PUBLIC_URL = "https://crewline.example"
START_TIMEOUT_SECONDS = 30


class Program:
    """A running `crewline serve`; a context manager that ends it and removes its files."""

    def __init__(self, binary, database=None, smtp_url=None):
        self.folder = tempfile.TemporaryDirectory(prefix="crewline-peers-")
        self.binary = os.path.abspath(binary)
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("CREWLINE_")
        } | {
            "CREWLINE_DATABASE": database or f"sqlite:{self.folder.name}/crewline.db",
            "CREWLINE_BIND": f"127.0.0.1:{self.port}",
            "CREWLINE_PUBLIC_URL": PUBLIC_URL,
            "CREWLINE_RECORDINGS": f"file:{self.folder.name}/recordings",
        } | ({"CREWLINE_SMTP_URL": smtp_url} if smtp_url else {})
        self.log = open(os.path.join(self.folder.name, "log"), "w+b")
        self.process = None

    def __enter__(self):
        self.process = subprocess.Popen(
            [self.binary, "serve"], cwd=self.folder.name, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log,
        )
        try:
            self.wait_until_listening()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.log.close()
        self.folder.cleanup()

    def wait_until_listening(self):
        output = b""
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while b"listening on http://" not in output or not output.endswith(b"\n"):
                if not selector.select(max(0, deadline - time.monotonic())):
                    raise RuntimeError(f"not listening after {START_TIMEOUT_SECONDS} s; it printed {output!r}")
                chunk = os.read(self.process.stdout.fileno(), 4096)
                if not chunk:
                    raise RuntimeError(f"ended before listening:\n{self.logged()}")
                output += chunk

    def logged(self):
        """The end of the program's standard error."""
        self.log.flush()
        with open(self.log.name, "rb") as file:
            return file.read()[-4000:].decode(errors="replace")

    def command(self, *arguments, stdin=""):
        """Runs a command of the program beside the server and returns its output."""
        result = subprocess.run(
            [self.binary, *arguments], cwd=self.folder.name, env=self.environment,
            input=stdin, capture_output=True, text=True, timeout=60,
        )
        if result.returncode:
            raise RuntimeError(f"crewline {' '.join(arguments)}: exit {result.returncode}: {result.stderr.strip()}")
        return result.stdout.strip()

    def new_business(self, name, provider, account, secret):
        """Creates a business with its Owner, its carrier and a token."""
        email = f"owner@{provider}.example"
        created = json.loads(self.command(
            "setup", "--business", name, "--name", "Olive Owner", "--email", email, stdin=PASSWORD + "\n"
        ))
        slug = created["business"]["slug"]
        self.command(
            "carrier", "set", "--business", slug, "--provider", provider, "--account", account, stdin=secret + "\n"
        )
        return Business(self, slug, self.command("token", "create", "--email", email, "--business", slug))


class Business:
    """A business, by its Owner's token."""

    def __init__(self, program, slug, token):
        self.program = program
        self.slug = slug
        self.token = token

    def api(self, method, path, body=None):
        """Calls the JSON API. Returns the status and the response's JSON."""
        request = urllib.request.Request(
            f"{self.program.origin}/api/v1{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
            method=method,
        )
        answer = webhook.ask(request)
        return answer.status, json.loads(answer.body) if answer.body else None

    def calls(self):
        """The business's calls, newest first."""
        status, answer = self.api("GET", "/calls")
        if status != 200:
            raise RuntimeError(f"GET /calls: {status} {answer}")
        return answer["calls"]

    def export(self, file_format):
        """The bytes of an export of all calls."""
        url = f"{self.program.origin}/api/v1/calls/export?format={file_format}"
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {self.token}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()

    def path(self, event):
        """The path of a webhook of this business."""
        return f"/carrier/{self.slug}/{event}"


def free_port():
    """A free loopback port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
