"""The facts of a practice that decide which items apply.

A checklist may declare facts of its own, whose ids begin with `OWN`.
"""

from __future__ import annotations

from types import MappingProxyType

from ethics_audit.base.language import N_

FACTS = MappingProxyType(
    {
        "telehealth": N_("I see clients by video, phone or text."),
        "minors": N_("I see clients under 18."),
        "couples_or_groups": N_("I see couples, families or groups."),
        "supervises": N_("I supervise other clinicians or trainees."),
        "trainee": N_("I am in training or must practice under supervision."),
        "insurance": N_("I bill insurers or other payers."),
        "self_pay": N_("Some of my clients pay me themselves."),
        "employs_staff": N_("I employ staff or share an office team."),
        "platform": N_("I work for or through a platform, a group practice or an agency."),
        "research": N_("I do research with clients."),
        "forensic": N_("I evaluate people for courts, or testify there."),
        "coaching": N_("I also coach people who are not my clients in treatment."),
        "compact": N_("I practice across state lines under an interstate compact."),
        "us": N_("I practice in the United States."),
        "ai_tools": N_("I use AI tools for notes, messages or clinical work."),
    }
)
"""Facts that hold for a practice or not: the id, and the statement that a clinician agrees with."""

PROFESSIONS = MappingProxyType(
    {
        "profession.counselor": N_("Counselor"),
        "profession.psychologist": N_("Psychologist"),
        "profession.social_worker": N_("Social worker"),
        "profession.marriage_family_therapist": N_("Marriage and family therapist"),
        "profession.uk_counsellor": N_("Counsellor or psychotherapist (UK)"),
    }
)
"""Professions, which are facts too; a profile may have several, or none."""

KNOWN = frozenset({*FACTS, *PROFESSIONS})
"""The facts that every audit knows."""

OWN = "own."
"""How the ids of facts begin that a checklist declares, so that they are never taken for one of `KNOWN`."""
