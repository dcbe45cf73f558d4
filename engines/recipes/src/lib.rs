//! Recipes: a safe subset of SVG, parsed, rebuilt and rendered.
