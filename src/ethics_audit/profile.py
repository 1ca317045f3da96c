"""The facts of a practice that decide which items apply."""

from __future__ import annotations

from types import MappingProxyType

FACTS = MappingProxyType(
    {
        "telehealth": "I see clients by video, phone or text.",
        "minors": "I see clients under 18.",
        "couples_or_groups": "I see couples, families or groups.",
        "supervises": "I supervise other clinicians or trainees.",
        "trainee": "I am in training or must practise under supervision.",
        "insurance": "I bill insurers or other payers.",
        "employs_staff": "I employ staff or share an office team.",
        "research": "I do research with clients.",
        "ai_tools": "I use AI tools for notes, messages or clinical work.",
    }
)
"""Facts that are true or not of a practice: id and the statement a clinician agrees to."""

PROFESSIONS = MappingProxyType(
    {
        "profession.counselor": "Counselor",
        "profession.psychologist": "Psychologist",
        "profession.social_worker": "Social worker",
        "profession.marriage_family_therapist": "Marriage and family therapist",
        "profession.uk_counsellor": "Counsellor or psychotherapist (UK)",
    }
)
"""Professions, which are facts too; a profile may hold several, or none."""

KNOWN = frozenset({*FACTS, *PROFESSIONS})
