"""Facts, theorems, derivations, confidence, arithmetic. Knows no statement and no model."""

from corollary.logic.facts import AtLeast as AtLeast
from corollary.logic.facts import AtMost as AtMost
from corollary.logic.facts import ChosenBefore as ChosenBefore
from corollary.logic.facts import Equals as Equals
from corollary.logic.facts import Fact as Fact
from corollary.logic.facts import Is as Is
from corollary.logic.facts import Member as Member
from corollary.logic.facts import Not as Not
from corollary.logic.facts import Property as Property
from corollary.logic.theorem import Confidence as Confidence
from corollary.logic.theorem import Theorem as Theorem
from corollary.logic.theorem import event as event
from corollary.logic.theorem import require as require
from corollary.logic.theorem import role as role
from corollary.logic.theorem import theorem as theorem
from corollary.logic.trial import Attempt as Attempt
from corollary.logic.trial import Trial as Trial
from corollary.logic.trial import ablation as ablation
from corollary.logic.trial import trial as trial
from corollary.logic.vocabulary import Expected as Expected
from corollary.logic.vocabulary import ForAll as ForAll
from corollary.logic.vocabulary import Quantity as Quantity
