"""The API's responses match its own OpenAPI document: checked by schemathesis."""

import os
import subprocess
import sys
import tempfile

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
SEED = "20261124"
EXAMPLES_PER_OPERATION = "15"
TIMEOUT_SECONDS = 300


def every_answer_is_documented(business):
    """Runs schemathesis with the Owner's token over every operation."""
    origin = business.program.origin
    schemathesis = os.path.join(os.path.dirname(sys.executable), "schemathesis")
    arguments = [
        schemathesis, "--no-color", "run", f"{origin}/api/v1/openapi.json", "--url", origin,
        "--header", f"Authorization: Bearer {business.token}", "--checks", CHECKS,
        "--seed", SEED, "--generation-database", "none",
        "--max-examples", EXAMPLES_PER_OPERATION, "--continue-on-failure", "--request-timeout", "30",
        "--warnings", "off",
    ]
    with tempfile.TemporaryDirectory(prefix="crewline-schemathesis-") as folder:
        result = subprocess.run(
            arguments, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, timeout=TIMEOUT_SECONDS,
        )
    report = result.stdout[-20000:]
    assert result.returncode == 0, f"schemathesis: exit {result.returncode}\n{report}\n{business.program.logged()}"
    print("\n".join(line for line in report.splitlines() if line.strip())[-1500:])
