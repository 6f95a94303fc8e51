"""The English words of the screens, by the Japanese ones: a file for each group of screens.

A test fails for a text of a template or a label without one, and for a text that two files translate differently.
"""

from sukoyaka.office.web.english import assessment, charts, guard, meeting, plan, referral, screens

CATALOGUES = (screens.WORDS, charts.WORDS, plan.WORDS, assessment.WORDS, meeting.WORDS, guard.WORDS, referral.WORDS)

ENGLISH: dict[str, str] = {japanese: english for words in CATALOGUES for japanese, english in words.items()}
