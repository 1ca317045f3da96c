"""The questionnaire as the command writes it."""

import json

import pytest

import ethics_audit as ea
from ethics_audit.cli.commands import run


def test_the_command_writes_what_the_function_returns(capsys: pytest.CaptureFixture[str]) -> None:
    """The file is the questionnaire on one line, in the language asked for; its limits are told beside it."""
    assert run(["export", "brief", "--to", "questionnaire", "--locale", "es"]) == 0
    out, err = capsys.readouterr()
    assert out == ea.to_json(ea.questionnaire(ea.load_audit("brief"), locale="es"), indent=None)
    assert json.loads(out)["language"] == "es"
    assert "questionnaire: Weights, risks, red flags, feedback and remedies are left out" in err
