"""Numbers with a proof: every bound here holds in exact arithmetic for the floats given.

Assumed of the machine: IEEE 754 float64 with rounding to nearest, matrix products that are sums of products in some
order, and Arb.
"""

from corollary.observe.certified.box import Box as Box
from corollary.observe.certified.box import ball as ball
from corollary.observe.certified.enclosure import Enclosure as Enclosure
from corollary.observe.certified.gram_iteration import gram_iteration_upper as gram_iteration_upper
from corollary.observe.certified.singular import nuclear_norm as nuclear_norm
from corollary.observe.certified.singular import singular_values as singular_values
from corollary.observe.certified.spectral import spectral_norm as spectral_norm
from corollary.observe.certified.symmetric import Spectrum as Spectrum
from corollary.observe.certified.symmetric import eigenvalue_enclosure as eigenvalue_enclosure
from corollary.observe.certified.symmetric import eigenvalue_near as eigenvalue_near
from corollary.observe.certified.symmetric import trace as trace
