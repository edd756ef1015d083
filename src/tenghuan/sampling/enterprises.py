"""Fictional enterprises: codes with valid check digits, names, towns, parks, industries, dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from stdnum.cn import uscc as stdnum_uscc

from tenghuan.reference import division, towns
from tenghuan.sampling.profiles import CountyProfile, IndustryFactors, factors, model, names

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]

_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714—1997
_SERIALS = 1_000_000
_EPOCH = date(1994, 1, 1)


@dataclass(frozen=True)
class Population:
    """N enterprises, one list entry or array element each; ``promoted`` is the year of 小升规, 0 for none."""

    uscc: list[str]
    name: list[str]
    former_name: list[str]
    town: list[str]
    park: list[str]
    industry: list[str]
    above: Bools
    promoted: Ints
    registered: list[date]
    address: list[str]
    contact: list[str]
    phone: list[str]
    factors: list[IndustryFactors]

    def __len__(self) -> int:
        return len(self.uscc)

    def above_scale(self, year: int) -> Bools:
        """Whether each enterprise is above scale (规上) in ``year``."""
        return self.above | ((self.promoted > 0) & (self.promoted <= year))

    def exists(self, year: int) -> Bools:
        """Whether each enterprise is registered by the end of ``year``."""
        return np.array([day.year <= year for day in self.registered])


def generator(profile: CountyProfile, seed: int, purpose: int) -> np.random.Generator:
    """Return the random source of one purpose, the same for the same county and seed."""
    return np.random.default_rng([seed, int(profile.code), purpose])


def organisation_code(body: str) -> str:
    """Return 8 characters with their check character (GB 11714—1997)."""
    total = sum(int(c, 36) * w for c, w in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    return body + "0123456789X0"[11 - total % 11]


def credit_code(county: str, serial: int) -> str:
    """Return a valid 统一社会信用代码 in a range that no authority has issued (organisation prefix XY)."""
    prefix = names()
    body = organisation_code(f"{prefix.organisation_prefix}{serial:06d}")
    head = prefix.registration_types + county + body
    return head + str(stdnum_uscc.calc_check_digit(head))


def _codes(profile: CountyProfile, n: int, rng: np.random.Generator) -> list[str]:
    start, step = int(rng.integers(_SERIALS)), 7  # 7 and 10^6 have no common factor: no serial comes twice
    return [credit_code(profile.code, (start + step * i) % _SERIALS) for i in range(n)]


def _pick(rng: np.random.Generator, weights: list[float], n: int) -> Ints:
    shares = np.array(weights) / sum(weights)
    return rng.choice(len(weights), size=n, p=shares).astype(np.int64)


def _above(profile: CountyProfile, n: int, rng: np.random.Generator) -> Bools:
    count = min(n, max(model().above_scale_minimum, round(n * profile.above_scale_share)))
    flags = np.zeros(n, dtype=bool)
    flags[:count] = True
    return rng.permutation(flags) if n > 1 else flags


def _named(words: list[str], places: list[str], above: Bools, rng: np.random.Generator) -> list[str]:
    parts = names()
    syllables, taken, found = parts.syllables, set[str](), []
    for word, place, large in zip(words, places, above, strict=True):
        form = rng.choice(parts.forms_above if large else parts.forms_below)
        for length in (2, 2, 2, 3, 4, 5):
            brand = "".join(syllables[int(i)] for i in rng.integers(len(syllables), size=length))
            name = f"{place}{parts.mark}{brand}{word}{form}"
            if name not in taken:
                break
        taken.add(name)
        found.append(name)
    return found


def _registered(profile: CountyProfile, n: int, rng: np.random.Generator) -> list[date]:
    last = profile.years[-1]
    old = rng.integers(0, (date(last - 3, 1, 1) - _EPOCH).days, size=n)
    young = rng.random(n) < model().shares["young"]
    recent = (date(last - 1, 1, 1) - _EPOCH).days + rng.integers(0, 600, size=n)
    days = np.where(young & (np.arange(n) > 0), recent, old)  # the first is old, so that no year is empty
    return [_EPOCH + timedelta(days=int(d)) for d in days]


def _parks(profile: CountyProfile, places: list[str], rng: np.random.Generator) -> list[str]:
    by_town = {town: park for park in profile.parks for town in park.towns}
    draws = rng.random(len(places))
    return [
        by_town[place].name if place in by_town and draw < by_town[place].share else ""
        for place, draw in zip(places, draws, strict=True)
    ]


def populate(profile: CountyProfile, n: int, seed: int) -> Population:
    """Return ``n`` fictional enterprises of the county, the same for the same seed."""
    rng, share = generator(profile, seed, 1), model().shares
    above = _above(profile, n, rng)
    mix = _pick(rng, [i.weight for i in profile.industries], n)
    places = [t.name for t in towns(profile.code)]
    town = [places[i] for i in _pick(rng, [profile.towns.get(p, 1.0) for p in places], n)]
    choices = [profile.industries[i] for i in mix]
    words = [c.words[int(d * len(c.words))] for c, d in zip(choices, rng.random(n), strict=True)]
    name = _named(words, [profile.short] * n, above, rng)
    renamed = rng.random(n) < share["former_name"]
    former, borne = _named(words, [profile.short] * n, above, rng), set(name)  # a name that somebody bears is no former
    promoted = np.where(~above & (rng.random(n) < share["promoted"]), rng.choice(profile.years[1:], size=n), 0)
    return Population(
        uscc=_codes(profile, n, rng),
        name=name,
        former_name=[f if r and f not in borne else "" for f, r in zip(former, renamed, strict=True)],
        town=town,
        park=_parks(profile, town, rng),
        industry=[c.code for c in choices],
        above=above,
        promoted=promoted.astype(np.int64),
        registered=_registered(profile, n, rng),
        address=_addresses(profile, town, rng),
        contact=[names().contacts[int(i)] for i in rng.integers(len(names().contacts), size=n)],
        phone=[f"{profile.phone}-0000{int(i):04d}" for i in rng.integers(10_000, size=n)],
        factors=[_factors(c.code) for c in choices],
    )


def _addresses(profile: CountyProfile, places: list[str], rng: np.random.Generator) -> list[str]:
    roads = names().roads
    return [
        f"{profile.name}{place}{roads[int(road)]}{int(number)}号"
        for place, road, number in zip(
            places, rng.integers(len(roads), size=len(places)), rng.integers(1, 400, size=len(places)), strict=True
        )
    ]


def _factors(code: str) -> IndustryFactors:
    found = division(code)
    return factors(found.code if found else "")
