"""The questionnaire as the command writes it."""

import json
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
from support.builders import QUARTER

import ethics_audit as ea
from ethics_audit.cli.commands import run


def test_the_command_writes_what_the_function_returns(capsys: pytest.CaptureFixture[str]) -> None:
    """The file is the questionnaire on one line, in the language asked for; its limits are told beside it."""
    assert run(["export", "brief", "--to", "questionnaire", "--locale", "es"]) == 0
    out, err = capsys.readouterr()
    assert out == ea.to_json(ea.questionnaire(ea.load_audit("brief"), locale="es"), indent=None)
    assert json.loads(out)["language"] == "es"
    assert "questionnaire: Weights, risks, red flags, feedback and remedies are left out" in err


PROGRAM = """
import type {{ AnswerSheet, AssessmentRecord, ErrorRecord, Questionnaire }} from "./ethics-audit";
const asked: Questionnaire = {asked};
const sheet: AnswerSheet = {sheet};
const result: AssessmentRecord = {result};
const refused: ErrorRecord = {refused};
const picked: string[] = asked.profile.flatMap((one) => one.options.map((option) => option.id));
const sent: AnswerSheet = {{ audit: asked.audit.id, version: asked.audit.version, profile: picked, answers: {{}} }};
for (const one of asked.written ?? []) sent.decision = {{ ...sent.decision, [one.id]: one.question }};
for (const item of asked.domains.flatMap((domain) => domain.items))
  if (item.requires.every((fact) => picked.includes(fact))) sent.answers![item.id] = item.options[0].id;
export {{ sent, sheet, result, refused }};
"""


@pytest.mark.engines
@pytest.mark.slow
def test_typescript_accepts_real_documents_and_refuses_what_is_not_there(modules: Path, tmp_path: Path) -> None:
    """The shipped types fit what is written, and know nothing of how it is scored."""
    audit = ea.load_audit("quarterly", locale="es")
    sheet = ea.load_answers(QUARTER)
    with pytest.raises(ea.AnswerError) as refused:
        audit.check("boundaries.gifts", "nevr")
    documents = {
        "asked": ea.questionnaire(audit),
        "sheet": sheet,
        "result": ea.record(ea.assess(audit, sheet.answers)),
        "refused": ea.error_record(refused.value),
    }
    program = PROGRAM.format(**{name: ea.to_json(one) for name, one in documents.items()})
    types = files("ethics_audit").joinpath("schemas", "ethics-audit.d.ts").read_text("utf-8")
    (tmp_path / "ethics-audit.d.ts").write_text(types, "utf-8")

    def troubles(text: str) -> list[str]:
        (tmp_path / "program.ts").write_text(text, "utf-8")
        command = ["node", modules / "typescript" / "bin" / "tsc", "--noEmit", "--strict", "--target", "es2020"]
        done = subprocess.run([*command, "program.ts"], cwd=tmp_path, capture_output=True, text=True, check=False)
        return [line for line in done.stdout.splitlines() if "error TS" in line]

    assert troubles(program) == []
    (wrong,) = troubles(f"{program}\nconsole.log(asked.domains[0].items[0].weight);\n")
    assert "Property 'weight' does not exist on type 'ItemQuestion'" in wrong
