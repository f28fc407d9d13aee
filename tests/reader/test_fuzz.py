"""The API against its own description: generated requests, the same every time, never an error of the server."""

import pytest

pytest.importorskip("httpx")
schemathesis = pytest.importorskip("schemathesis")

from hypothesis import HealthCheck, settings  # noqa: E402

from corollary import text  # noqa: E402
from corollary.reader.app import application  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def data_of_its_own(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


CHECKS = {
    "positive_data_acceptance": {"enabled": False},  # a text that is no fact is well formed, and refused
    "negative_data_rejection": {"expected-statuses": ["400", "404", "405", "411", "413", "422", "429"]},
}
SCHEMA = schemathesis.openapi.from_asgi(
    "/api/openapi.json",
    application(text.load()),
    config=schemathesis.config.SchemathesisConfig.from_dict({"checks": CHECKS}),
)


@SCHEMA.parametrize()
@settings(max_examples=15, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_every_answer_is_as_described(case):
    case.call_and_validate()
