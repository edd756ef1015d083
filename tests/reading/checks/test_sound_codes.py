"""The check of a whole column of codes agrees with the check of each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from tenghuan.reading.checks.sound_codes import doubtful, sound
from tests.reading.checks.workbooks import code

SPOILT = st.builds(
    lambda n, at, letter: code(n)[:at] + letter + code(n)[at + 1 :],
    st.integers(1, 99999),
    st.integers(0, 17),
    st.sampled_from("0123456789ABCXYIOZSV东é "),
)
CODES = st.lists(st.one_of(st.none(), st.integers(1, 99999).map(code), SPOILT, st.text(max_size=20)), max_size=20)


@given(CODES)
def test_sound_is_what_the_standard_says_of_each(codes):
    codes = [text if text is None else text.upper() for text in codes]
    # a code that needs mending (blanks) is not sound as it stands
    expected = [text is not None and len(text) == 18 and " " not in text and uscc.is_valid(text) for text in codes]
    assert sound(codes).tolist() == expected
    assert doubtful(codes) == [at for at, text in enumerate(codes) if text is not None and not expected[at]]
