"""Which municipality opens a packet: that of the applicant's address, if the reference data knows
it, else the venue's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from sync.protocol import Municipality, Reference, Venue

_PREFECTURES: Final = (
    *("北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県"),
    *("栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県"),
    *("石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県"),
    *("滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県"),
    *("岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県"),
    *("佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県"),
)
"""In the order of their codes, 01 to 47."""
_DISTRICT: Final = re.compile(r"^.{1,6}?郡")


def municipality_of(address: str, reference: Reference, venue: str) -> str:
    """The code whose office opens the packet; `venue` is the code of the venue's municipality.

    Where a name stands in two prefectures (府中市) and the address names none, the venue's.
    """
    plain = "".join(unicodedata.normalize("NFKC", address).split())
    prefecture = next((each for each in _PREFECTURES if plain.startswith(each)), "")
    rest = plain.removeprefix(prefecture)
    places = (rest, _DISTRICT.sub("", rest))
    named = [each for each in reference.municipalities if _names(each, places)]
    if prefecture:
        number = f"{_PREFECTURES.index(prefecture) + 1:02}"
        named = [each for each in named if each.code.startswith(number)]
    longest = max((len(_plain(each.name)) for each in named), default=0)
    codes = {each.code for each in named if len(_plain(each.name)) == longest}
    return codes.pop() if len(codes) == 1 else venue


def venue_of(reference: Reference, venue: str) -> Venue | None:
    """The reference data's row of a venue, by its name or code."""
    wanted = _plain(venue)
    found: Iterable[Venue] = (
        each for each in reference.venues if wanted in (_plain(each.name), _plain(each.code))
    )
    return next(iter(found), None)


def _names(municipality: Municipality, places: tuple[str, ...]) -> bool:
    name = _plain(municipality.name)
    for each in _PREFECTURES:  # the reference data may write 東京都千代田区
        name = name.removeprefix(each) if name != each else name
    name = _DISTRICT.sub("", name) if len(name) > 3 else name
    return bool(name) and any(place.startswith(name) for place in places)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
