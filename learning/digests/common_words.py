"""Words that say nothing about what a text is about, in the languages of this platform."""

_ENGLISH = """
about above after again against almost along already also although always among another anybody anyone
anything anyway around away back because become been before began behind being below better between both
came cannot come comes could couldn didn different does doesn doing done down during each either else
enough even ever every everybody everyone everything felt first from further gave getting give given goes
going gone good hadn half happen happened hardly hasn have haven having hers herself himself however
instead into isn itself just keep kept knew know known last later least less like little look looked
made make makes making many maybe might more most much must myself near nearly need needed never next
nobody none nothing often once only other others ours ourselves over perhaps quite rather really
right said same says seem seemed seems seen several shall should shouldn simply since some somebody
someone something sometimes somewhere soon still such sure take taken takes tell than that their theirs
them themselves then there these they thing things think this those though thought three through till
time today together told tomorrow too took toward towards tried turn turned under until upon used using
usually very want wanted wants wasn week weeks well went were weren what whatever when where whether
which while whole whom whose will with within without wonder work worked working works would wouldn year
years yesterday your yours yourself

act add age ago aim all and any are ask ate bad bet big bit but buy can cut day did due end far few for get got
had has her him his how its lay led let lot low may met new nor not now odd off old one our out own pay put ran
say sat saw see set she sit six ten the too top try two use was way who why won yes yet you
four five seven eight nine eleven twelve hundred thousand dozen first second third fourth pound pounds
minute minutes hour hours days month months morning afternoon evening tonight monday tuesday wednesday
thursday friday saturday sunday
answer answered asked asking asks bring brings brought call called calls close closed comes finds found gives
goes hear heard hold holds keeps leave leaves left listen listened makes meant meet meets move moved open
opened opens phoned rang ring rings runs says seeing sees sent show showed shown speak speaks spoke spoken
stand stands stay stayed stop stopped stops stood takes talk talked talking talks tells tries trying turns
walk walked wants write writes writing written wrote
people person place somewhere group part side kind best better little small
"""

_WELSH = """
aeth ail ale bod chi dau dim dod dwy eto fel hon hwn iau mae mai mam nad nid nhw oes oni pan pob ran roi sut
tan tri yma yna yno
allan amdan arall arnaf arni arno bellach beth blaen bron buasai bydd byddai byth cael cafodd cyn dan
dros ddim eich eisiau ella eraill erbyn eto felly fyddai gael gallu gawn gennym gwneud gyda hefyd heno
honno hwnnw hynny iawn maen mewn mwy neb neu nesaf oedd oedden oherwydd ond pawb peth pethau popeth pryd
pwy rhag rhai rhaid roedd rydw rydym rydyn sydd unrhyw wedi wedyn weithiau wrth ynddo
"""

COMMON_WORDS = frozenset(f"{_ENGLISH} {_WELSH}".split())
