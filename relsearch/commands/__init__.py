"""Commands: one plain function each, joining what stands side by side below; they print nothing."""
