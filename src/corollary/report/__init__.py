"""What `explain` and `demo` write: five questions about a model, answered by theorems."""

from corollary.report.explain import explain as explain
from corollary.report.write import as_data as as_data
from corollary.report.write import refuse_to_overwrite as refuse_to_overwrite
from corollary.report.write import write as write
