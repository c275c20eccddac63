"""What the applicant's display says, in the applicant's own language.

Not `tr()`: the applicant chooses a language while the staff's screens keep theirs. Another language
is one more column; a missing word falls back to plain Japanese.
"""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = (("ja", "日本語"), ("easy", "やさしい にほんご"), ("en", "English"))
"""Code and own name, in the order in which the button goes through them."""

WORDS: Final[dict[str, dict[str, str]]] = {
    "title": {
        "ja": "あなたの写真とお名前をご確認ください",
        "easy": "しゃしんと なまえを みて ください",
        "en": "Please check your photo and name",
    },
    "photo": {
        "ja": "カードにのる写真です",
        "easy": "カードの しゃしんです",
        "en": "This photo will be on your card",
    },
    "no_photo": {
        "ja": "カードに写真はのりません（1歳未満）",
        "easy": "カードに しゃしんは ありません（1さいより した）",
        "en": "The card has no photo (under one year old)",
    },
    "name": {"ja": "お名前", "easy": "なまえ", "en": "Name"},
    "birth": {"ja": "生年月日", "easy": "うまれた ひ", "en": "Date of birth"},
    "sex": {"ja": "性別", "easy": "せいべつ", "en": "Sex"},
    "male": {"ja": "男", "easy": "おとこ", "en": "Male"},
    "female": {"ja": "女", "easy": "おんな", "en": "Female"},
    "address": {"ja": "ご住所", "easy": "じゅうしょ", "en": "Address"},
    "delivery_address": {"ja": "お届け先", "easy": "カードを おくる ところ", "en": "Delivered to"},
    "delivery": {"ja": "受取り方法", "easy": "カードの うけとりかた", "en": "How you get the card"},
    "mail": {
        "ja": "郵便でお届け",
        "easy": "ゆうびんで おくります",
        "en": "By mail",
    },
    "counter": {
        "ja": "窓口でお渡し・準備ができたらはがきでお知らせ",
        "easy": "まどぐちで わたします。はがきで おしらせします",
        "en": "At the counter; a postcard tells you when",
    },
    "undecided": {
        "ja": "これから決まります",
        "easy": "これから きまります",
        "en": "To be decided",
    },
    "mail_consent": {
        "ja": "カードを郵便で受け取ります。転送はされません。",
        "easy": "カードを ゆうびんで うけとります。ほかの ところへは おくりません。",
        "en": "I receive the card by mail. It is not forwarded to another address.",
    },
    "copy_consent": {
        "ja": "本人確認書類の写真を、確認のためだけに使うことに同意します。"
        "（同意しなくても申請できます）",
        "easy": "みせた カードなどの しゃしんを、かくにんに つかっても いいです。"
        "（いやでも だいじょうぶです）",
        "en": "My ID may be photographed for checking only. (You can apply without agreeing.)",
    },
    "right": {"ja": "まちがいありません", "easy": "これで いいです", "en": "Everything is right"},
    "wrong": {
        "ja": "ちがうところがあります",
        "easy": "ちがいます",
        "en": "Something is wrong",
    },
    "which": {
        "ja": "ちがうところを押してください。係員がうかがいます。",
        "easy": "どこが ちがいますか。おして ください。",
        "en": "Press what is wrong. The staff will help you.",
    },
    "wrong_photo": {"ja": "写真", "easy": "しゃしん", "en": "Photo"},
    "wrong_name": {"ja": "お名前", "easy": "なまえ", "en": "Name"},
    "wrong_address": {"ja": "お届け先", "easy": "じゅうしょ", "en": "Address"},
    "back": {"ja": "もどる", "easy": "もどる", "en": "Back"},
    "tick_first": {
        "ja": "郵便での受取りに、しるし（✓）をつけてください",
        "easy": "ゆうびんの ところを おして ください",
        "en": "Please tick that you receive the card by mail",
    },
    "wait": {
        "ja": "しばらくお待ちください",
        "easy": "すこし まって ください",
        "en": "Please wait a moment",
    },
    "thanks": {
        "ja": "ありがとうございました。係員の案内をお待ちください",
        "easy": "ありがとうございます。すこし まって ください",
        "en": "Thank you. Please wait for the staff",
    },
    "staff_pin": {
        "ja": "係員の方へ：暗証コードを入れると戻ります",
        "easy": "かかりの ひとが つかいます",
        "en": "Staff: enter your PIN to return",
    },
}


def word(language: str, code: str) -> str:
    """The word in that language, else in Japanese."""
    words = WORDS[code]
    return words.get(language, words["ja"])


def next_language(language: str) -> str:
    """The language after that one on the button."""
    codes = [code for code, _name in LANGUAGES]
    return codes[(codes.index(language) + 1) % len(codes)] if language in codes else codes[0]
