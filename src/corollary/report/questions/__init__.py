"""The five questions that a report answers, one module each: `answer(case)` gives the section."""
