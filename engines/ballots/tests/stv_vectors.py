"""Makes stv_vectors.txt: random profiles, and whom `stv_scottish` of pref_voting elects.

pip install pref_voting; python stv_vectors.py > stv_vectors.txt
A profile stays only if the peer elects the same whatever lots it draws: where lots decide, the two differ by design.
"""
import random
from importlib.metadata import version

import numpy
from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.proportional_methods import stv_scottish

LETTERS = "ABCDEFG"
random.seed(2007)
print("# options seats elected papers… (pref_voting", version("pref_voting") + ")")
made = 0
while made < 240:
    options, seats = random.randint(3, 7), random.randint(1, 3)
    if seats >= options:
        continue
    papers = {}
    for _ in range(random.randint(4, 14)):
        ranked = random.sample(range(options), random.randint(1, options))
        papers[tuple(ranked)] = papers.get(tuple(ranked), 0) + random.randint(1, 90)
    rankings = [{option: place for place, option in enumerate(paper)} for paper in papers]
    profile = ProfileWithTies(rankings, rcounts=list(papers.values()), candidates=list(range(options)))
    found = {tuple(sorted(map(int, stv_scottish(profile, num_seats=seats, rng=numpy.random.default_rng(lot))))) for lot in range(8)}
    if len(found) != 1:
        continue
    elected = "".join(LETTERS[option] for option in found.pop())
    words = (f"{weight}:{''.join(LETTERS[option] for option in paper)}" for paper, weight in papers.items())
    print(options, seats, elected, *words)
    made += 1
