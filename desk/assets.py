"""The only code that finds files in resources/."""

from __future__ import annotations

import gzip
import hashlib
import sys
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from desk.domain.errors import NeedsPerson
from desk.domain.wording import Wording

if TYPE_CHECKING:
    from desk.domain.catalogue import Catalogue
    from desk.domain.overlay_preview import Examples
    from desk.domain.participation import Participation
    from desk.domain.postcodes import PostcodeTable
    from desk.domain.rules import RuleBook


def _root() -> Path:
    bundled = getattr(sys, "_MEIPASS", None)  # inside a PyInstaller bundle
    return Path(bundled) if bundled else Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """The path of a shipped file; raises NeedsPerson("resource_missing") when it is not there."""
    path = _root().joinpath("resources", *parts)
    if not path.exists():
        raise NeedsPerson("resource_missing", name="/".join(parts))
    return path


def _tables(folder: str) -> dict[str, Mapping[str, Mapping[str, object]]]:
    return {
        path.name: tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted(resource(folder).glob("*.toml"))
    }


@lru_cache(maxsize=1)
def load_rules() -> RuleBook:
    """The shipped rules (resources/rules/*.toml), read and validated once."""
    from desk.domain.catalogue import grounds_in_words  # not needed for the first page
    from desk.domain.rules import RuleBook

    return RuleBook.parse(_tables("rules"), grounds_in_words(load_catalogue()))


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """The shipped procedures (resources/rules/procedures/*.toml), read and validated once."""
    from desk.domain.catalogue import Catalogue  # not needed for the first page: start-up time

    return Catalogue.parse(_tables("rules/procedures"))


@lru_cache(maxsize=1)
def load_participation() -> Participation:
    """Who takes part in certificates from convenience stores (resources/reference)."""
    from desk.domain.participation import Participation  # not needed for the first page

    path = resource("reference", "convenience.toml")
    return Participation.parse(tomllib.loads(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def load_examples() -> Examples:
    """The cases on which an overlay is tried before it is signed."""
    from desk.domain.overlay_preview import Examples  # seldom needed

    path = resource("examples", "overlay.toml")
    return Examples.parse(tomllib.loads(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=4)
def load_wording(language: str) -> Wording:
    """The words of one language ("ja" or "en")."""
    return Wording.parse(_tables("texts"), language)


@lru_cache(maxsize=1)
def load_postcodes() -> PostcodeTable:
    """The offline postcode table; some 100 ms, so ask for it from a worker thread."""
    from desk.domain.postcodes import PostcodeTable  # not needed for the first page

    return PostcodeTable.from_bytes(
        gzip.decompress(resource("reference", "postcodes.tsv.gz").read_bytes())
    )


def applicant_tables() -> dict[str, Mapping[str, object]]:
    """The words of the applicant's screen by the code of their language, as plain values."""
    return {name.removesuffix(".toml"): table for name, table in _tables("applicant").items()}


def font_files() -> tuple[Path, ...]:
    """The shipped fonts, regular weight first."""
    return tuple(sorted(resource("fonts").glob("*.ttf")))


def applicant_font_files() -> tuple[Path, ...]:
    """The fonts that only the applicant's screen needs: parts for Chinese and Korean."""
    return tuple(sorted(resource("fonts", "applicant").glob("*.ttf")))


def model_bytes(name: str) -> bytes:
    """A shipped model's bytes, compared with its recorded SHA-256.

    Raises NeedsPerson("model_missing") or NeedsPerson("model_damaged").
    """
    listed = tomllib.loads(resource("models", "models.toml").read_text(encoding="utf-8"))
    entry = listed.get(name)
    if entry is None:
        raise NeedsPerson("model_missing", name=name)
    try:
        data = resource("models", entry["file"]).read_bytes()
    except (OSError, NeedsPerson) as error:
        raise NeedsPerson("model_missing", name=name) from error
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        raise NeedsPerson("model_damaged", name=name)
    return data


def rule_table(name: str) -> Mapping[str, object]:
    """One rules file as plain values, for the rooms that read their own (photo.toml)."""
    return tomllib.loads(resource("rules", name).read_text(encoding="utf-8"))


def help_page(screen: str, language: str) -> str:
    """The Markdown help of one screen; Japanese where the language has none."""
    folder = resource("help")
    for suffix in (language, "ja"):
        path = folder / f"{screen}.{suffix}.md"
        if path.exists():
            return path.read_text(encoding="utf-8")
    return ""


def translation(language: str) -> Path | None:
    """The compiled Qt translation of the screens, or None (Japanese needs none)."""
    path = _root() / "resources" / "translations" / f"desk_{language}.qm"
    return path if path.exists() else None
