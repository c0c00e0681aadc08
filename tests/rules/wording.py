"""What no sentence on a card may say (oncology rules, section 10), and how it must be formed.

`faults("...")` names what is wrong with a text. A forbidden word inside one of the LEGITIMATE
phrases is allowed: each says why. Other tests (cards, terminal) use the same check.
"""

import re
from collections.abc import Iterator

from cds_service.rules.finding import Finding

_DISEASE = r"(myeloma|lymphoma|leuk|gammopath|plasma[- ]cell|clon|haematolog|blood)"
_GROUP = r"(I{1,3}|IV)"

FORBIDDEN = {
    "a diagnosis read from B2M": (
        r"\bconsistent with\b",
        rf"\b(suggest\w*|points? to|raises? suspicion)\b[^.]*{_DISEASE}",
        r"\b(diagnostic|indicative|suggestive|typical|characteristic|evidence) of\b",
        rf"{_DISEASE}\w*(?: is| are)? (un)?(likely|probable|suspected|possible)\b",
        r"\b(un)?likely (to have )?" + _DISEASE,
    ),
    "a word for cancer": (r"\btumou?r", r"\bcancer", r"\bmalignan", r"\bneoplas", r"\bcarcinom"),
    "a normal value that excludes something": (
        r"(?<!does not )\bexclud(e|es|ed|ing)\b",
        r"\brul(e|es|ed|ing) out\b",
        r"\bnormal b2m\b",
        r"\bb2m (is|was) normal\b",
        r"\breassur",
    ),
    "a stage that changes": (r"\b(re|up|down)-?stag", r"\bstage (shift|migration|change)"),
    "a response or its loss": (
        r"\brespond",
        r"\bresponse\b",
        r"\brelaps",
        r"\bremission\b",
        r"\bprogress(es|ed|ing|ion|ive)\b",
        r"\brefractory\b",
    ),
    "a figure or a forecast for the patient": (
        r"\bsurviv",
        r"\bprognosis\b",
        r"\bmedian\b",
        r"\bmortality\b|\bdeath\b|\bdie\b|\blife expectancy\b",
        r"\b\d+[- ]years? (overall|progression|OS|PFS|risk)",
        r"\b(OS|PFS)\b",
        r"\b\d+ months\b",
        r"\d ?% (of|survive|alive|risk|chance)",
    ),
    "a corrected B2M": (
        r"\b(kidney|renal|renally|gfr|creatinine)[- ](corrected|adjusted)\b",
        r"\b(corrected|adjusted) (serum )?(b2m|value|iss|stage)\b",
        r"\bcorrected for\b",
    ),
    "treatment or urgency": (
        r"\burgen|\bemergen|\bimmediate|\bas soon as possible\b|\bwithout delay\b",
        r"\b(start|begin|initiate|stop|withhold|prescribe|administer|treat)\b(?! before)",
        r"\bchemo|\bsteroid|mab\b|\w(zomib|domide|metha?sone)\b|\bstem[- ]cell\b|\btransplant",
        r"\b(should|must)\b",
        r"\brecommend",
    ),
    "a partial set as a stage or a range": (
        rf"\b{_GROUP} ?(to|-|–|/|through) ?{_GROUP}\b",
        r"\bat least stage\b|\bprobably stage\b",
    ),
    "untested FISH as negative": (
        r"\bfish (is |was )?(negative|normal)\b",
        r"\bstandard[- ]risk\b",
        r"\bhigh[- ]risk (disease|myeloma|patient)",
    ),
    "a replaced specialist": (r"\breplaces?\b", r"\bno need (for|to)\b", r"\bnot needed\b"),
    "boilerplate or alarm": (
        r"\bplease\b",
        r"\balarm|\bdanger|\bworry|\bsevere\b",
        r"\btimes (the )?(normal|upper)",
    ),
    "a badly formed text": (
        r"[{}]|(?-i:\bNone\b|\bNaN\b|Infinity|Decimal\()|\dE[+-]?\d",
        r"  |\n|^\s|\s$| [.,;)]|\( |\.\.|,,|;;|\(\)",
    ),
}

LEGITIMATE = {
    "The stage is not corrected for this": "says that nothing is corrected",
    "corrected B2M predicted survival less well": "says why; a group, not this patient",
    "is in remission or relapse": "the recorded diagnosis, as the reason to give no stage",
    "not a diagnosis or treatment recommendation": "the mandatory limit",
    "KDOQI does not recommend B2M screening": "advice against a test, with its author",
    "IMWG regards acute renal impairment in myeloma as an emergency": "the guideline's own word",
    "Kidney transplant on record": "a recorded fact that moves B2M",
    "on record: kidney transplant": "the same as a cause of a raised B2M",
    "a solid tumour": "a recorded diagnosis, named as known to raise B2M too",
    "rejection of another transplant": "the same for another organ",
    "trials from the chemo(immuno)therapy era": "how old the evidence of CLL-IPI is",
    "GELTAMO-IPI was built under R-chemotherapy": "whom the index was built in",
    "times the median of the last year": "the patient's own earlier creatinine",
    "It is not an IMWG response/progression criterion": "what a trend must not be taken for",
    "IMWG response (Kumar 2016)": "the title of the criteria that hold no B2M",
    "IMWG response criteria (Kumar 2016)": "the same in full",
}

_PATTERNS = {
    name: [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
    for name, patterns in FORBIDDEN.items()
}


def faults(text: str) -> list[str]:
    """What is wrong with a text: the kind of each fault and the words."""
    judged = text
    for phrase in LEGITIMATE:
        judged = judged.replace(phrase, "(a legitimate phrase)")
    return [
        f"{name}: {found[0]!r} in {text!r}"
        for name, patterns in _PATTERNS.items()
        for pattern in patterns
        if (found := pattern.search(judged))
    ]


def unfinished(sentence: str) -> bool:
    """Is this not a whole sentence, from a capital (or eGFR, a number) to one full stop?"""
    return re.fullmatch(r"(?:[A-Z0-9<>(]|eGFR|rIPSSWM).*[^.]\.", sentence) is None


def sentences_of(finding: Finding) -> Iterator[str]:
    """The texts of a finding that must be whole sentences."""
    yield from (*finding.statements, *finding.kidney, *finding.caveats)
    if finding.limits:
        yield finding.limits


def texts_of(finding: Finding) -> Iterator[str]:
    """Every text of a finding that reaches a reader."""
    yield from sentences_of(finding)
    heads = (finding.headline, finding.summary, finding.condition, finding.tail)
    yield from filter(None, (*heads, finding.index, finding.result, finding.discordant))
    yield from (*finding.header, *(cell for row in finding.rows for cell in row))
    yield from (*finding.missing, *finding.needed, *finding.possible)
    for companion in finding.companions:
        yield from (companion.label, companion.order, companion.reason)
    for computed in finding.computed:
        yield from (computed.label, computed.text, computed.method)
    for citation in finding.citations:
        yield from (citation.label, citation.title)
