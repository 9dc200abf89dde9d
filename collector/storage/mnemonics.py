"""Mnemonics, compressed, beside the subjects they are of: rows that only `lookup` reads, and only some of."""

import json
import zlib
from collections.abc import Iterable
from typing import NamedTuple

from collector.core.model import SubjectId
from collector.core.taught import Mnemonics
from collector.storage.rows import upsert, value
from collector.storage.transaction import Transaction


class _Row(NamedTuple):
    subject_id: SubjectId
    packed: bytes


def save_mnemonics(tx: Transaction, mnemonics: Iterable[Mnemonics]) -> int:
    """Store mnemonics, each in place of its subject's before; return how many were new or different."""
    rows = (_Row(each.subject_id, _packed(each)) for each in mnemonics)
    return upsert(tx, "mnemonic", rows, key="subject_id")


def mnemonics_of(tx: Transaction, subjects: Iterable[SubjectId]) -> dict[SubjectId, Mnemonics]:
    """Return the mnemonics of those *subjects* that have been fetched since mnemonics are stored."""
    rows = tx.execute(
        "SELECT subject_id, packed FROM mnemonic WHERE subject_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(subjects)),),
    )
    return {subject: _unpacked(subject, packed) for subject, packed in rows}


def has_mnemonics(tx: Transaction) -> bool:
    """Return True if mnemonics are kept: False until the first poll after an upgrade."""
    return bool(value(tx.execute("SELECT EXISTS (SELECT 1 FROM mnemonic)")))


def _packed(mnemonics: Mnemonics) -> bytes:
    text = json.dumps((mnemonics.meaning, mnemonics.reading), ensure_ascii=False)
    return zlib.compress(text.encode())


def _unpacked(subject: SubjectId, packed: bytes) -> Mnemonics:
    meaning, reading = json.loads(zlib.decompress(packed))
    return Mnemonics(subject, meaning, reading)
