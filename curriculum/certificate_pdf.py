"""The certificate as a PDF. Typesetting comes with the extra `certificates`; without it the page is printed."""

from importlib.util import find_spec
from unicodedata import name as name_of_letter

from curriculum.models import Certificate

PRINTABLE = ("LATIN", "GREEK", "CYRILLIC", "COMBINING", "MODIFIER")
SOURCE = """
#set document(title: [Certificate of #sys.inputs.name], author: "Center for AI Safety")
#let deep = rgb("#0f5156")
#let frame(inset, stroke) = place(center + horizon, rect(width: 100% - inset, height: 100% - inset, stroke: stroke))
#set page(
  paper: "a4", flipped: true, margin: 28mm,
  background: frame(20mm, 1.5pt + deep) + frame(24mm, 0.5pt + deep),
)
#set text(lang: "en", size: 12pt)
#set align(center + horizon)
#text(size: 11pt, tracking: 1.5pt, fill: deep, upper[Center for AI Safety])
#v(10mm)
#text(size: 12pt)[This certifies that]
#v(2mm)
= #text(size: 30pt, weight: "medium", sys.inputs.name)
#v(2mm)
#text(size: 14pt)[has completed #strong[Intro to ML Safety]]
#v(2mm)
#sys.inputs.run
#v(8mm)
#block(width: 75%, text(size: 10pt, sys.inputs.rule))
#v(12mm)
#text(size: 10pt)[Issued #sys.inputs.issued #h(8mm) Code #raw(sys.inputs.code) #h(8mm) #link(sys.inputs.check)]
"""


def can_typeset() -> bool:
    return find_spec("typst") is not None


def can_print(name: str) -> bool:
    """Whether the PDF's own fonts have every letter of the name. They have no Chinese, Japanese or Korean."""
    return all(not letter.isalpha() or name_of_letter(letter, "").startswith(PRINTABLE) for letter in name)


def is_offered(certificate: Certificate) -> bool:
    return can_typeset() and can_print(certificate.name)


def pdf(certificate: Certificate, rule: str, check: str) -> bytes:
    """One tagged page (PDF/UA). `rule`: what was required, in one sentence; `check`: the address to verify it at."""
    import typst  # noqa: PLC0415 - an extra, which need not be installed

    cohort, code = certificate.completion.enrollment.cohort, certificate.code
    inputs = {
        "name": certificate.name,
        "run": f"{cohort}, {_day(cohort.starts_on)} to {_day(cohort.ends_on)}",
        "rule": rule,
        "issued": _day(certificate.issued_at),
        "code": f"{code[:4]}-{code[4:8]}-{code[8:]}",
        "check": check,
    }
    made: bytes = typst.compile(SOURCE.encode(), sys_inputs=inputs, pdf_standards=["ua-1"])
    return made


def _day(day: object) -> str:
    return f"{day:%d %B %Y}".lstrip("0")
