"""schemathesis asks the hub whatever its OpenAPI document allows, and forbids: never a 500."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.openapi import from_url
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from sync.envelope import decode
from sync.hub.verifying import verify_all
from sync.keys import SigningKey
from sync.protocol import Problem
from tests.hub.hub_world import InProcessHub
from tests.hub.sender import Sender, new_id

OPERATIONS = [
    ("/v1/hello", "GET"),
    ("/v1/session/challenge", "POST"),
    ("/v1/session", "POST"),
    ("/v1/enrol", "POST"),
    ("/v1/terminals/self/key", "POST"),
    ("/v1/reference", "GET"),
    ("/v1/batches", "POST"),
    ("/v1/batches/{batch}", "GET"),
    ("/v1/batches/{batch}/complete", "POST"),
    ("/v1/packets/{municipality}/{digest}", "PUT"),
    ("/v1/packets/{municipality}/{digest}", "GET"),
    ("/v1/offices/{municipality}/packets", "GET"),
    ("/healthz", "GET"),
    ("/readyz", "GET"),
    ("/metrics", "GET"),
]
OF_OFFICES = ("/v1/packets/{municipality}/{digest}", "/v1/offices/{municipality}/packets")
EXAMPLES = 4


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcessHub]:
    rate = "1000000/minute"
    folder = tmp_path_factory.mktemp("openapi") / "hub"
    with InProcessHub(folder, terminal_rate=rate, address_rate=rate, enrol_rate=rate) as hub:
        yield hub


@pytest.fixture(scope="module")
def api(hub: InProcessHub) -> BaseSchema:
    return from_url(f"{hub.url}/v1/openapi.json")


@pytest.fixture(scope="module")
def tokens(hub: InProcessHub) -> dict[str, dict[str, str]]:
    """Of a terminal, and of an office."""
    office = SigningKey.new()
    terminal = Sender().enrol(hub.enrol()).sign_on()
    visitor = Sender(hub.url).sign_on(office, hub.add_office(office.public))
    return {"terminal": terminal.auth, "office": visitor.auth}


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_the_hub_answers_as_it_says(
    api: BaseSchema, tokens: dict[str, dict[str, str]], path: str, method: str, mode: GenerationMode
) -> None:
    operation = api[path][method]

    @given(operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(
            headers=tokens["office" if path in OF_OFFICES and method == "GET" else "terminal"],
            # no fuzz can sign: what the document allows is still refused for its signature
            excluded_checks=[positive_data_acceptance],
            timeout=30,
        )

    try:
        ask()
    except Unsatisfiable:  # nothing about this path could be wrong
        assert mode is GenerationMode.NEGATIVE


@pytest.mark.parametrize("path", sorted({path for path, _ in OPERATIONS}))
def test_other_methods(hub: InProcessHub, path: str) -> None:
    filled = path.format(batch=new_id(), municipality="131016", digest="0" * 64)
    known = {method for each, method in OPERATIONS if each == path}
    for method in {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"} - known:
        answer = requests.request(method, hub.url + filled, timeout=10)
        assert answer.status_code == 405
        assert set(answer.headers["Allow"].split(", ")) <= known | {"HEAD"}
        assert decode(answer.content, Problem).code == "hub_older"


def test_every_path_is_described(api: BaseSchema, hub: InProcessHub) -> None:
    document = requests.get(f"{hub.url}/v1/openapi.json", timeout=10).json()
    described = {
        (path, method.upper()) for path, each in document["paths"].items() for method in each
    }
    assert described == set(OPERATIONS)
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert {"400", "404", "429", "500", "503"} <= set(operation["responses"]), path
            assert "HTTPValidationError" not in str(operation)


def test_fuzzing_left_nothing_behind(hub: InProcessHub) -> None:
    assert verify_all(hub.hub).findings == []
