"""Formulas as MathML, which browsers and e-readers show without a script."""
