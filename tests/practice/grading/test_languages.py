"""Typed answers in many languages: what a keyboard may do to a right one, and what stays wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from babel import Locale, localedata
from hypothesis import given
from hypothesis import strategies as st

from reinforce.catalog import Cloze, Facet, Numeric, ShortText
from reinforce.catalog.answer_numbers import marks, read_number, written
from reinforce.catalog.answer_texts import normalised, visible
from reinforce.practice import Answer
from reinforce.practice.grading.answers import judge

if TYPE_CHECKING:
    from fractions import Fraction

COMMON: dict[str, Any] = {"id": "q", "skill": "s", "facet": Facet.WHAT, "prompt": "?", "explanation": "!"}

TEXTS: list[tuple[str, str, str, list[str], list[str]]] = [
    ("tr", "keep", "İzmir", ["izmir", "İZMİR", "I\u0307zmir", " \u200eizmir "], ["IZMIR", "ızmir", "izmır", ""]),
    ("tr", "keep", "ılık", ["ILIK", "Ilık"], ["ilik", "İLİK", "ilık"]),
    ("tr", "ignore", "ılık", ["ilik", "ILIK"], ["ilk"]),
    ("az", "keep", "Bakı", ["BAKI", "bakı"], ["baki", "BAKİ"]),
    ("az", "ignore", "Gəncə", ["gence", "GƏNCƏ"], ["genc"]),
    ("en", "keep", "Italy", ["ITALY", "italy", "it\u00adaly", "\ufeffItaly"], ["ıtaly", "Ital y"]),
    ("en", "keep", "o'clock", ["o’clock", "o\u02bcclock", "O‘CLOCK", "o`clock"], ["oclock", "o-clock"]),
    ("en", "keep", 'so-called "win-win"', ["so‑called “win–win”", "so−called „win-win‟"], ["so called win win"]),
    ("en", "keep", "x² + 1½", ["x^2 + 1 1/2", "X² + 1½"], ["x2 + 1½", "x² + 11/2", "x² + 11⁄2"]),
    ("en", "keep", "5⁸", ["5^8"], ["58", "5₈", "⁵8"]),
    ("en", "keep", "log₂8", ["log₂8"], ["log28", "log₂₈"]),
    ("en", "keep", "CO₂", ["co2", "CO₂"], ["co", "co3"]),
    ("de", "keep", "Straße", ["STRASSE", "Strasse", "strasse", "StraẞE"], ["Strase", "Strabe"]),
    ("de", "keep", "schön", ["SCHÖN", "scho\u0308n"], ["schon", "schoen"]),
    ("de", "ignore", "schön", ["schon", "schön"], ["schoen", "shon"]),
    ("fr", "keep", "l’été", ["l'été", "L'ÉTÉ"], ["l'ete", "lété"]),
    ("fr", "ignore", "cœur brisé", ["coeur brise", "CŒUR\u202fBRISÉ"], ["cour brise"]),
    ("pl", "ignore", "Łódź", ["lodz", "LODZ"], ["odz", "todz"]),
    ("da", "ignore", "Ærø", ["aero", "ÆRØ"], ["ero", "aro"]),
    ("ro", "keep", "știință", ["ştiinţă", "ȘTIINȚĂ"], ["stiinta"]),
    ("lt", "keep", "mìškas", ["mi\u0307\u0300škas", "MÌŠKAS"], ["miškas"]),
    ("el", "keep", "δρόμος", ["ΔΡΌΜΟΣ", "ΔΡΟΜΟΣ", "δρόμοσ"], ["δρομος", "δρόμο"]),
    ("el", "ignore", "δρόμος", ["δρομος", "δρομοσ"], ["δραμος"]),
    ("ru", "keep", "ёж", ["ЁЖ", "е\u0308ж"], ["еж"]),
    ("ru", "ignore", "мой ёж", ["мой еж", "мо\u0301й ёж"], ["мои ёж"]),
    ("uk", "keep", "об’їзд", ["об'їзд", "ОБʼЇЗД"], ["обїзд", "об'ізд"]),
    ("ar", "keep", "كتاب", ["كـتـاب", "\u200fكتاب", "کتاب", "\ufedb\ufe98\ufe8e\ufe8f"], ["كاتب", "كُتّاب"]),
    ("ar", "ignore", "أُمّ", ["ام", "أم", "إم"], ["أب", "\u064f", "ـ", ""]),
    ("ar", "keep", "عام ١٩٤٥", ["عام 1945", "عام ۱۹۴۵"], ["عام ١٩٤٦"]),
    ("ar", "ignore", "على", ["عَلى"], ["علي"]),
    ("he", "ignore", "שָׁלוֹם", ["שלום", "\u202bשלום\u202c", "שָלום"], ["שלומ", "\u05b8"]),
    ("he", "keep", "בית־ספר", ["בית-ספר", "בית–ספר"], ["בית ספר", "ביתספר"]),
    ("he", "keep", "צה״ל", ['צה"ל', "צה”ל"], ["צהל"]),
    ("fa", "keep", "می‌روم", ["میروم", "ميروم", "مىروم"], ["می روم", "میرود"]),
    ("fa", "keep", "کتاب ۱۲", ["كتاب 12", "کتاب ١٢"], ["کتاب ۲۱"]),
    ("ur", "keep", "پاکستانی", ["پاكستاني"], ["پاکستان"]),
    ("hi", "keep", "क़िला", ["क\u093cिला"], ["किला", "कीला", "क़ला"]),
    ("hi", "ignore", "दिन", ["दिन", "दि\u200dन"], ["दन", "दीन", "दान"]),
    ("hi", "keep", "१० दिन", ["10 दिन"], ["१ दिन"]),
    ("bn", "ignore", "কি", ["কি"], ["ক", "কী"]),
    ("th", "ignore", "น้ำใจ", ["น\u0e4d\u0e49าใจ", "น้ำ\u200bใจ", "น้ำ ใจ"], ["นำใจ", "น่ำใจ"]),
    ("th", "keep", "แม่", ["เเม่"], ["แม", "แม้", "เม่"]),
    ("zh", "keep", "北京 Zoo", ["北京ｚｏｏ", "北京　Zoo", "北京Zoo"], ["北京", "東京 Zoo"]),
    ("zh-Hant", "keep", "臺灣", ["臺 灣"], ["台湾"]),
    ("ja", "ignore", "ガス", ["ｶﾞｽ", "カ\u3099ス", "カ゛ス"], ["カス", "がす"]),
    ("ja", "keep", "コーヒー", ["ｺｰﾋｰ", "コー ヒー"], ["コヒ", "コ-ヒ-", "コーヒ"]),
    ("ja", "keep", "２０時〜", ["20時～", "20時~"], ["20時"]),
    ("ko", "keep", "한국 사람", ["\u1112\u1161\u11ab\u1100\u116e\u11a8 사람"], ["한국사람", "한곡 사람"]),
    ("vi", "keep", "hoà", ["hòa", "HÒA", "hoa\u0300"], ["hoa", "hoá"]),
    ("vi", "ignore", "Đà Nẵng", ["da nang", "Đa Nang"], ["na dang"]),
    ("vi", "keep", "đá", ["ĐÁ", "Ðá"], ["da", "dá", "đa"]),
]


@pytest.mark.parametrize(("language", "diacritics", "accepted", "right", "wrong"), TEXTS)
def test_what_a_keyboard_does_to_an_answer_does_not_make_it_wrong(
    language: str,
    diacritics: Any,  # noqa: ANN401 - a literal
    accepted: str,
    right: list[str],
    wrong: list[str],
) -> None:
    """Signs without a shape, look-alikes and the capitals of the language are no mistakes; other letters are."""
    typed = {"diacritics": diacritics}
    text = ShortText(**COMMON, accept=(accepted,), **typed)
    cloze = Cloze(**COMMON, text="{{a}}", blanks={"a": (accepted,)}, language=language, **typed)
    for given_, expected in [(accepted, True), *((one, True) for one in right), *((one, False) for one in wrong)]:
        assert judge(text, Answer("q", given_).response, language=language).right is expected, given_
        assert judge(cloze, Answer("q", {"a": given_}).response, language=language).right is expected, given_


NUMBERS: list[tuple[str, str, str, list[str], list[str]]] = [
    (
        "en",
        "1234.5",
        "",
        ["1,234.5", "1 234.5", "1'234.5", "1234.50", "１２３４．５", "1.2345e3", "1234 1/2"],
        ["1.234", "12345"],
    ),
    ("en", "-3", "", ["−3", "–3", "- 3", "\u200e-3", "-3."], ["3", "3-", "--3"]),
    ("en", "9999999999999999", "", ["9,999,999,999,999,999"], ["10000000000000000", "9999999999999998", "1e16"]),
    ("en", "100", "", ["10²", "10^2", "1e2", "1 × 10²", "1·10^2"], ["102", "1e999", "1e", "10²0"]),
    ("en", "1.5", "", ["1½", "1 1/2", "3/2", "1,5"], ["11/2", "15", "1½½", "1/0"]),
    ("en", "1234", "", ["1,234"], ["1,23,4", "1,234,", "1_234"]),
    ("en", "0.1234567890123456", "", ["0.1234567890123456"], ["0.1234567890123457"]),
    ("en-IN", "1234567", "", ["12,34,567", "1,234,567"], ["12,345,67"]),
    (
        "de",
        "1234.5",
        "kg",
        ["1.234,5 kg", "1234,5", "1 234,5kg", "1234.5"],
        ["1,2345", "1.234 kg", "1.234,5 g", "12345"],
    ),
    ("de", "1.234", "", ["1,234"], ["1.234", "1234"]),
    ("de-CH", "1234.5", "", ["1’234.5", "1'234,5"], ["1'2345"]),
    ("fr", "12.5", "%", ["12,5 %", "12,5\u202f%", "12.5%", "12,50"], ["12,5 ‰", "125"]),
    ("sv", "-7.5", "°C", ["−7,5 °C", "-7,5 ℃"], ["7,5", "−7,5 °F"]),
    ("tr", "1234.5", "", ["1.234,5"], ["1,234.56"]),
    ("pt-BR", "1000", "R$", ["R$ 1.000", "R$1.000,00", "1000"], ["$ 1000"]),
    ("es-MX", "1234", "", ["1,234"], ["1.234"]),
    ("ar", "1234.5", "٪", ["١٬٢٣٤٫٥", "١٢٣٤٫٥٪", "1,234.5 %"], ["١٢٣٫٤٥"]),
    ("fa", "12.5", "", ["۱۲٫۵", "۱۲/۵", "12.5"], ["۱۲۵"]),
    ("he", "-5", "₪", ["\u200f-5 ₪", "₪-5", "-₪5"], ["5"]),
    ("hi", "123456", "", ["१,२३,४५६", "१२३४५६"], ["१२,३४५,६"]),
    ("th", "2500", "บาท", ["๒,๕๐๐ บาท", "2500"], ["๒๕"]),
    ("zh", "2500", "m²", ["２，５００ ㎡", "2500 m2", "2500m^2"], ["2500 m"]),
    ("ja", "0.5", "", ["０．５", "½"], ["０"]),
    ("vi", "1500000", "₫", ["1.500.000 ₫", "1.500.000"], ["1.500"]),
]


@pytest.mark.parametrize(("language", "answer", "unit", "right", "wrong"), NUMBERS)
def test_numbers_are_read_as_their_language_writes_them(
    language: str, answer: str, unit: str, right: list[str], wrong: list[str]
) -> None:
    """Marks, digits, signs and units are those of people who write the language; what cannot be read is wrong."""
    number = float(answer) if "." in answer else int(answer)
    question = Numeric(**COMMON, answer=number, unit=unit)
    for given_, expected in [*((one, True) for one in right), *((one, False) for one in wrong)]:
        assert judge(question, Answer("q", given_).response, language=language).right is expected, given_


def test_what_cannot_be_read_says_what_can() -> None:
    """The remark on an answer that is no number names the marks and the unit of the question."""
    question = Numeric(**COMMON, answer=12.5, unit="kg")
    for given_ in ("twelve", "12 lbs", "1.2.3", "1,2,3,4"):
        [remark] = judge(question, given_, language="de").remarks
        assert "1.234,5" in remark
        assert "kg" in remark
    assert judge(question, "\u200b ", language="de").remarks == ("nothing was answered",)
    assert judge(question, "12,5 kg", language="de").remarks == ()
    assert judge(question, "13", language="de").answer == "12,5 kg"


def test_the_marks_of_each_language_are_those_of_the_common_locale_data() -> None:
    """What CLDR says of Latin digits holds for each language and region, scripts of their own aside."""
    for name in localedata.locale_identifiers():
        locale = Locale.parse(name)
        if locale.script is not None or locale.variant is not None or locale.language == "bgn":
            continue
        tag = "-".join(part for part in (locale.language, locale.territory) if part)
        symbols = locale.number_symbols.get("latn", locale.number_symbols)
        grouping = symbols["group"].replace("\u060c", ",")  # the Arabic comma is one like others
        assert marks(tag) == (symbols["decimal"], grouping if grouping in {".", ","} else ""), name


@given(st.fractions(max_denominator=1000), st.sampled_from(["en", "de", "fr", "hi", "de-CH", "pt-BR"]))
def test_a_number_that_is_written_is_read_as_itself(number: Fraction, language: str) -> None:
    """What feedback shows can be typed."""
    text = written(number, language=language)
    if number.denominator == 1 or "/" in text:
        assert read_number(text, language=language) == number
    else:  # thousandths of a number below a thousand look like thousands to nobody who writes that language
        assert read_number(text + "0000", language=language) == number


@pytest.mark.parametrize("marks_", ["\u0301\u0316", "\u064e\u0651", "\u3099\u0301"])
def test_marks_beyond_what_a_sign_can_carry_are_not_put_in_order(marks_: str) -> None:
    """Ordering them is work that grows with their square, and no word has as many as thirty on one sign."""
    for form in (visible, normalised):
        assert len(form("a" + marks_ * 500 + "b")) <= 32
        assert form("a" + marks_ * 500 + "b") == form("a" + marks_ * 400 + "b")
